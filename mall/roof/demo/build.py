"""Making the demo mall, step by step."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from catalog.models import SKU, Category, PriceRecord, Product, ProductState
from catalog.services import listings, stock
from mall.accounts.services import people as accounts
from merchants.services import shops

from .people import PASSWORD

SHOPS = [
    ("wuyi", "武夷岩茶行", "Wuyi Tea House", "大红袍", "福建武夷山"),
    ("anji", "安吉竹器铺", "Anji Bamboo Works", "竹编提篮", "浙江安吉"),
]


@transaction.atomic
def demo_mall(*, say: Callable[[str], object], now: datetime | None = None) -> None:
    """Fill the empty mall; ``say`` is told of each step. All or nothing."""
    now = now or timezone.now()
    for name in ("lin", "reviewer", "manager"):
        accounts.create_account(
            actor=None, email=f"{name}@demo.example", password=PASSWORD, display_name=name
        )
    top = Category.objects.create(slug="demo", name="特产")
    leaf = Category.objects.create(slug="demo-all", name="各地特产", parent=top)
    for slug, name, name_en, goods, origin in SHOPS:
        owner = accounts.create_account(
            actor=None, email=f"{slug}@demo.example", password=PASSWORD, display_name=name
        )
        shop = shops.create_shop(
            actor=None, slug=slug, name=name, name_en=name_en, kind="enterprise", owner=owner
        )
        shops.open_shop(actor=None, shop=shop)
        for i in range(1, 4):
            product = Product.objects.create(
                shop=shop, category=leaf, code=f"{slug.upper()}-{i}", name=f"{goods}{i}号", origin=origin,
                description="来自产地的日常好物。", spec_names=["规格"], state=ProductState.ON_SALE, on_sale_at=now,
            )  # fmt: skip
            sku = SKU.objects.create(
                product=product, shop=shop, code=f"{product.code}/1", spec={"规格": "一份"}, price=5800 + i
            )
            PriceRecord.objects.create(sku=sku, price=sku.price)
            stock.set_on_hand_many(actor=None, counts={sku.pk: 50}, reason="期初库存")
            listings.refresh(product)
    say(f"Demo: {len(SHOPS)} shops.")
