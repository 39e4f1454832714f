"""What a page is about, for machines: schema.org in JSON-LD. Amounts are yuan with two decimals there."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.core.files.storage import default_storage
from django.urls import reverse

from mall.money import yuan
from mall.uploads.pictures import share_name

from .cards import Cover
from .models import SKU, Category, Picture, Product

CONTEXT = "https://schema.org"


def absolute(path: str) -> str:
    """``path`` as an address that may leave the site."""
    return path if path.startswith(("http://", "https://")) else f"{settings.SITE_URL}{path}"


def share_picture(picture: Picture | Cover | None) -> str:
    """The absolute address of a picture in a format that every reader knows; '' for none."""
    name = share_name(picture.file.name) if picture else None
    return absolute(default_storage.url(name)) if name else ""


def of_product(product: Product, skus: Sequence[SKU], chosen: SKU | None) -> list[dict]:
    """A product with its offer and rating, and the path that leads to it. Its gallery is loaded."""
    about: dict = {
        "@context": CONTEXT,
        "@type": "Product",
        "name": product.title,
        "sku": product.code,
        "description": product.gist or product.description[:200] or product.name,
        "url": absolute(reverse("catalog:product", args=[product.pk])),
    }
    if pictures := [absolute(picture.file.url) for picture in product.gallery]:
        about["image"] = pictures
    if product.brand:
        about["brand"] = {"@type": "Brand", "name": product.brand}
    if chosen:
        about["offers"] = _offer(product, skus, chosen)
    if product.rating_count:
        about["aggregateRating"] = {
            "@type": "AggregateRating",
            "ratingValue": product.rating,
            "reviewCount": product.rating_count,
            "bestRating": 5,
            "worstRating": 1,
        }
    return [about, _path(product.category, product.title, about["url"])]


def _offer(product: Product, skus: Sequence[SKU], chosen: SKU) -> dict:
    some = not product.shop.rests and any(sku.stock.available for sku in skus)
    offer: dict = {
        "priceCurrency": "CNY",
        "availability": f"{CONTEXT}/{'InStock' if some else 'OutOfStock'}",
        "seller": {"@type": "Organization", "name": str(product.shop.title)},
        "url": absolute(reverse("catalog:product", args=[product.pk])),
    }
    prices = [sku.price for sku in skus]
    if len(skus) == 1:
        return {"@type": "Offer", "price": yuan(chosen.price), **offer}
    return {
        "@type": "AggregateOffer",
        "lowPrice": yuan(min(prices)),
        "highPrice": yuan(max(prices)),
        "offerCount": len(skus),
        **offer,
    }


def _path(category: Category | None, name: str, url: str) -> dict:
    above = [node for node in (category.parent, category) if node] if category else []
    steps = [(str(node.title), absolute(reverse("catalog:category", args=[node.slug]))) for node in above]
    steps.append((name, url))
    return {
        "@context": CONTEXT,
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": i, "name": words, "item": item}
            for i, (words, item) in enumerate(steps, start=1)
        ],
    }
