"""What a listing lacks before it can be submitted: kept on its row, so that lists can say it. (A7.2, B5.2)"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from catalog import attributes, rules
from catalog.models import CategoryAttribute, Product
from mall.rulebook.rule import Rule
from merchants import contact_data
from merchants.rules import CONTACT_DATA

BATCH = 500
ATTRIBUTE = "attribute:"  # and the name of the one that is missing


@dataclass(frozen=True)
class Problem:
    """Something a listing lacks before it can be submitted: the clause that wants it, and what to do."""

    code: str
    rule: Rule
    words: object


PROBLEMS = {
    problem.code: problem
    for problem in (
        Problem("name", rules.COMPLETE_LISTING, _("缺少商品名称")),
        Problem("spec", rules.COMPLETE_LISTING, _("缺少规格")),
        Problem("price", rules.COMPLETE_LISTING, _("缺少售价")),
        Problem("origin", rules.COMPLETE_LISTING, _("缺少产地")),
        Problem("category", rules.LEAF_CATEGORY, _("没有选到末级分类")),
        Problem("pictures", rules.LEAF_CATEGORY, _("图片不够")),
        Problem("description", rules.LEAF_CATEGORY, _("缺少详情或参数")),
        Problem("contacts", CONTACT_DATA, _("含站外联系方式（电话、微信、网址或扫码引导），请删去")),
    )
}


def problems_of(
    product: Product,
    *,
    skus: int,
    pictures: int,
    leaf: bool,
    wanted: Iterable[CategoryAttribute],
) -> list[str]:
    """Codes of what ``product`` lacks, given its SKUs and pictures, if its category is a leaf, and which
    attributes that has."""
    lacking = {
        "name": not product.name,
        "spec": skus == 0,
        "price": skus == 0,  # a SKU without a price can't be stored
        "origin": not product.origin,
        "category": product.category_id is None or not leaf,
        "pictures": pictures < rules.LEAF_CATEGORY.figure("pictures"),
        "description": not (product.description or product.attributes),
        "contacts": bool(contact_data.found_in(_told_by(product))),
    }
    unsaid = attributes.missing(wanted, product.attributes)
    return [code for code in PROBLEMS if lacking[code]] + [ATTRIBUTE + name for name in unsaid]


def _told_by(product: Product) -> str:
    """All that a listing says to shoppers."""
    pairs = [part for pair in product.attributes for part in pair]
    texts = [product.name, product.name_en, product.subtitle, product.keywords, product.description, *pairs]
    return "\n".join(texts)


def problem(code: str) -> Problem | None:
    """The problem behind a code; None for a code that isn't one any more."""
    if code.startswith(ATTRIBUTE):
        name = code.removeprefix(ATTRIBUTE)
        return Problem(code, rules.LEAF_CATEGORY, _("缺少参数“%(name)s”") % {"name": name})
    return PROBLEMS.get(code)


def problem_words(codes: Iterable[str]) -> list:
    """The words of problem codes, for the person who has to mend them."""
    return [found.words for code in codes if (found := problem(code))]


def note_problems(product: Product) -> list[str]:
    """Look again at what a locked product lacks, and keep it on the row."""
    note_problems_of([product])
    return product.problems


def note_problems_of(products: Iterable[Product]) -> None:
    """Look again at what locked products lack, and keep it on their rows; the queries are few and fixed."""
    rows = list(products)
    if not rows:
        return
    counted = (
        Product.objects.filter(pk__in=[row.pk for row in rows])
        .order_by("pk")
        .values("pk")
        .annotate(
            specs=Count("skus", filter=Q(skus__is_active=True), distinct=True),
            shown=Count("pictures", distinct=True),
            below=Count("category__children", distinct=True),
        )
    )
    counts = {count["pk"]: count for count in counted}
    wanted = attributes.by_category()
    for row in rows:
        count = counts[row.pk]
        row.problems = problems_of(
            row,
            skus=count["specs"],
            pictures=count["shown"],
            leaf=count["below"] == 0,
            wanted=wanted.get(row.category_id or 0, []),
        )
    Product.objects.bulk_update(rows, ["problems"], batch_size=BATCH)
