"""The list of a shop's goods: found, filtered, sorted."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Sum
from django.db.models.functions import Coalesce, Greatest
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from catalog import leaves
from catalog.models import SKU, Picture, Product, ProductState
from catalog.services import listings
from merchants.access import seller
from merchants.models import Shop

from .loading import page_of

LOW = 10
LONGEST = 60
SORTS = {
    "newest": (_("最新建"), ("-id",)),
    "updated": (_("最近改"), ("-updated_at", "-id")),
    "sales": (_("销量高"), ("-sales_count", "-id")),
    "price": (_("价格低"), ("price_from", "-id")),
    "price_down": (_("价格高"), ("-price_from", "-id")),
    "stock": (_("库存少"), ("pieces", "-id")),
    "name": (_("名称"), ("name", "-id")),
}
# What an undone import left behind is nobody's goods any more.
STATES = {value: label for value, label in ProductState.choices if value != ProductState.REMOVED}
# What a row says.
SHOWN = (
    "shop",
    "code",
    "name",
    "state",
    "problems",
    "price_from",
    "sales_count",
    "category__name",
    "category__name_en",
)
NARROWED = {"low": _("库存紧张"), "bare": _("没有图片"), "lacking": _("有待补内容")}


@dataclass(frozen=True)
class Filter:
    """What of a shop's goods is asked for. Whatever can't be read asks for nothing."""

    query: str = ""
    state: str = ""
    category: int | None = None
    narrowed: tuple[str, ...] = ()
    sort: str = "newest"

    @classmethod
    def of(cls, asked: QueryDict) -> Filter:
        category = asked.get("category", "")
        return cls(
            query=asked.get("q", "").replace("\0", "").strip()[:LONGEST],
            state=asked["state"] if asked.get("state") in STATES else "",
            category=int(category)
            if category.isascii() and category.isdigit() and len(category) < 19
            else None,
            narrowed=tuple(name for name in NARROWED if asked.get(name)),
            sort=asked["sort"] if asked.get("sort") in SORTS else "newest",
        )

    def __bool__(self) -> bool:
        return bool(self.query or self.state or self.category or self.narrowed)

    @property
    def words(self) -> str:
        """The same as a query string, without the page."""
        pairs = [("q", self.query), ("state", self.state), ("category", self.category or "")]
        pairs += [(name, "1") for name in self.narrowed]
        return urlencode([(name, value) for name, value in pairs if value])

    def goods(self, shop: Shop, *, any_state: bool = False) -> QuerySet[Product]:
        """The shop's goods that are asked for, unsorted."""
        goods = Product.objects.for_shop(shop)
        if self.state and not any_state:
            goods = goods.filter(state=self.state)
        if self.query:
            sku = SKU.objects.filter(product=OuterRef("pk"), code__istartswith=self.query)
            goods = goods.filter(
                Q(name__icontains=self.query) | Q(code__istartswith=self.query) | Exists(sku)
            )
        if self.category:
            goods = goods.filter(category=self.category)
        if "bare" in self.narrowed:
            goods = goods.filter(~Exists(Picture.objects.filter(product=OuterRef("pk"))))
        if "lacking" in self.narrowed:
            goods = goods.exclude(problems=[])
        if "low" in self.narrowed:
            short = SKU.objects.filter(
                product=OuterRef("pk"),
                is_active=True,
                stock__on_hand__lt=F("stock__reserved") + LOW,
            )
            goods = goods.filter(Exists(short))
        return goods

    def sorted(self, goods: QuerySet[Product]) -> QuerySet[Product]:
        if self.sort == "stock":
            available = Greatest(F("skus__stock__on_hand") - F("skus__stock__reserved"), 0)
            goods = goods.annotate(pieces=Coalesce(Sum(available, filter=Q(skus__is_active=True)), 0))
        return goods.order_by(*SORTS[self.sort][1])


@require_safe
@seller("goods")
def index(request: HttpRequest) -> HttpResponse:
    """The shop's listings, by state, words and what is wrong with them; the boxes are for bulk acts."""
    asked = Filter.of(request.GET)
    rows = (
        asked.sorted(asked.goods(request.shop))
        .select_related("category")
        .prefetch_related(
            Prefetch("skus", SKU.objects.filter(is_active=True).select_related("stock")),
            Prefetch("pictures", Picture.objects.order_by("position", "id")),
        )
        .only(*SHOWN)
    )
    counts = dict(
        asked.goods(request.shop, any_state=True).order_by().values_list("state").annotate(n=Count("id"))
    )
    count = counts.get(asked.state, 0) if asked.state else sum(counts.values())
    page = page_of(request, rows, count=count)
    for product in page:
        _describe(product)
    context = {
        "section": "goods",
        "page": page,
        "asked": asked,
        "tabs": [("", _("全部"), sum(counts.values()))]
        + [(value, label, counts.get(value, 0)) for value, label in STATES.items()],
        "narrowed": [(name, label, name in asked.narrowed) for name, label in NARROWED.items()],
        "sorts": [(name, label) for name, (label, _order) in SORTS.items()],
        "branches": leaves.branches(),
    }
    return render(request, "seller/goods/index.html", context)


def _describe(product: Product) -> None:
    """What a row says of a product, out of what was loaded with it."""
    skus = list(product.skus.all())
    free = [max(0, sku.stock.on_hand - sku.stock.reserved) for sku in skus]
    product.pieces_free = sum(free)  # type: ignore[attr-defined]
    product.specs_short = sum(1 for n in free if n < LOW)  # type: ignore[attr-defined]
    product.specs_sold = len(skus)  # type: ignore[attr-defined]
    product.price_to = max((sku.price for sku in skus), default=0)  # type: ignore[attr-defined]
    product.first_picture = next(iter(product.pictures.all()), None)  # type: ignore[attr-defined]
    product.lacks = listings.problem_words(product.problems)  # type: ignore[attr-defined]
