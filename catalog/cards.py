"""What the cards of goods show, wherever they stand."""

from __future__ import annotations

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery

from .models import SKU, Picture, Product

NEWEST = ("-on_sale_at", "-id")


def with_pictures(products: QuerySet[Product]) -> QuerySet[Product]:
    """``products`` with their pictures as ``gallery``."""
    return products.prefetch_related(
        Prefetch("pictures", queryset=Picture.objects.order_by("position", "id"), to_attr="gallery")
    )


def with_cards(products: QuerySet[Product]) -> QuerySet[Product]:
    """``products`` with what their cards show: picture, shop, and the list price beside the lowest price."""
    cheapest = SKU.objects.filter(product=OuterRef("pk"), is_active=True, price=OuterRef("price_from"))
    return (
        with_pictures(products)
        .select_related("shop")
        .defer("search", "pinyin", "facets", "description")
        .annotate(list_price=Subquery(cheapest.order_by("position", "id").values("list_price")[:1]))
    )
