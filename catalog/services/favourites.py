"""What shoppers have put aside: goods and shops, and what has changed about them since."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, Value
from django.utils.translation import gettext_lazy as _

from catalog.models import Favourite, Product, ProductState
from mall import locks
from mall.errors import DomainError
from merchants.models import Shop, ShopState

MOST = 500


def is_kept(user, **thing) -> Exists | Value:
    """Whether ``user`` has kept ``product=`` or ``shop=``, to annotate rows with: no query of its own."""
    if not user.is_authenticated:
        return Value(False)
    return Exists(Favourite.objects.of(user).filter(**thing))


@locks.service
def add(*, actor, product: Product | None = None, shop: Shop | None = None) -> Favourite:
    """Keep a product, with its price of this moment, or a shop. Safe to repeat.

    Raises DomainError where the list is full.
    """
    known = Favourite.objects.of(actor).filter(product=product, shop=shop).first()
    if known is not None:
        return known
    if Favourite.objects.of(actor).count() >= MOST:
        raise DomainError(_("收藏最多 %(most)d 个，请先移除一些。") % {"most": MOST})
    price = product.price_from if product else 0
    row, _is_new = Favourite.objects.get_or_create(
        user=actor, product=product, shop=shop, defaults={"seen_price": price}
    )
    return row


@locks.service
def remove(*, actor, product_id: int | None = None, shop_id: int | None = None) -> None:
    """Let go of a product or a shop. Safe to repeat."""
    Favourite.objects.of(actor).filter(product=product_id, shop=shop_id).delete()


@dataclass(frozen=True)
class Row:
    """A kept product as its page shows it. Its product is loaded with its shop."""

    favourite: Favourite

    @property
    def product(self) -> Product:
        product = self.favourite.product
        assert product is not None
        return product

    @property
    def is_for_sale(self) -> bool:
        return self.product.state == ProductState.ON_SALE and self.product.shop.state == ShopState.OPEN

    @property
    def change(self) -> int:
        """How many fen it costs more (or, below 0, less) than when it was kept; 0 for what isn't sold."""
        return self.product.price_from - self.favourite.seen_price if self.is_for_sale else 0

    @property
    def fell_by(self) -> int:
        return max(0, -self.change)

    @property
    def rose_by(self) -> int:
        return max(0, self.change)
