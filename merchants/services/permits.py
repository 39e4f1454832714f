"""What a shop may sell by the papers that it holds; later stages ask here. (E6)"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mall import locks
from mall.audit.services import record
from mall.errors import DomainError
from merchants import rules
from merchants.models import Document, DocumentType, RequiredPermit, Sanction, Shop

BATCH = 500


def missing_for(shop: Shop, path: Iterable[str], *, on: date | None = None) -> list[DocumentType]:
    """Which permits ``shop`` lacks for goods whose category has these addresses, from the root down.

    Two queries. Pages ask ``Shop.may_sell`` instead, which is kept up to date and asks none.
    """
    wanted = RequiredPermit.objects.filter(category__in=list(path)).order_by()
    types = set(wanted.values_list("type", flat=True))
    held = _held(shop, on) if types else set()
    return [type_ for type_ in DocumentType if type_ in types - held]


def lacking_by_category(shop: Shop) -> dict[str, list[DocumentType]]:
    """The permits that ``shop`` lacks, by the address of the category that needs them. Two queries. (E6)"""
    if not rules.PERMITS.in_force:
        return {}
    held, lacking = _held(shop, None), {}
    for category, type_ in _needs():
        if type_ not in held:
            lacking.setdefault(category, []).append(DocumentType(type_))
    return lacking


def lacking_of(lacking: Mapping[str, list[DocumentType]], path: Iterable[str]) -> list[DocumentType]:
    """Which of ``lacking`` goods of a category need that has these addresses from the root down."""
    wanted = {type_ for category in path for type_ in lacking.get(category, ())}
    return [type_ for type_ in DocumentType if type_ in wanted]


def words_for(lacking: Iterable[DocumentType]) -> str:
    """What to do about permits that goods need and the shop lacks."""
    words = _("这类商品需要：%(permits)s。请先在“店铺—资质”里上传，审核通过后再提交。")
    return words % {"permits": "、".join(str(type_.label) for type_ in lacking)}


def require(shop: Shop, path: Iterable[str]) -> None:
    """Raise RuleError E6 naming the permits that are missing for goods of such a category."""
    lacking = missing_for(shop, path)
    rules.PERMITS.require(not lacking, words_for(lacking))


def require_may_sell(shop: Shop, path: Iterable[str], *, name: str) -> None:
    """Raise RuleError E6 where the shop, as loaded, can't sell the goods called ``name`` now."""
    rules.PERMITS.require(
        shop.may_sell(path),
        _("“%(name)s”所属类目的许可暂缺或已过期，店铺暂停销售这类商品。") % {"name": name},
    )


@locks.service
def refresh(*, shop: Shop, on: date | None = None) -> list[str]:
    """Look again at which categories are closed to ``shop``, and keep it on its row."""
    row = locks.lock_one(shop)
    held = _held(row, on)
    closed = {category for category, type_ in _needs() if type_ not in held}
    restricted = Sanction.objects.filter(shop=row, kind="categories", state="active").order_by()
    for categories in restricted.values_list("categories", flat=True):
        closed.update(categories)
    shop.closed_categories = _keep(row, closed)
    return shop.closed_categories


def _keep(row: Shop, closed: Iterable[str]) -> list[str]:
    wanted = sorted(closed)
    if wanted != row.closed_categories:
        Shop.objects.filter(pk=row.pk).update(closed_categories=wanted, version=F("version") + 1)
    return wanted


def refresh_all() -> int:
    """Look again at every shop, after what categories need has changed; how many there were."""
    pks = list(Shop.objects.order_by("pk").values_list("pk", flat=True))
    for pk in pks:
        refresh(shop=Shop(pk=pk))
    return len(pks)


@locks.service
def set_requirement(*, actor, category: str, type: str) -> RequiredPermit:  # noqa: A002
    """Goods of ``category`` need such a permit from now on. Raises DomainError where they do already."""
    row, is_new = RequiredPermit.objects.get_or_create(category=category.strip(), type=DocumentType(type))
    if not is_new:
        raise DomainError(_("这个类目已经需要这种许可。"), field="type")
    record(actor=actor, verb="permit.require", subject=row, rule=rules.PERMITS.id, data={"type": type})
    refresh_all()
    return row


@locks.service
def drop_requirement(*, actor, requirement: RequiredPermit) -> None:
    """Goods of a category need such a permit no more."""
    record(actor=actor, verb="permit.release", subject=requirement, rule=rules.PERMITS.id)
    requirement.delete()
    refresh_all()


def _needs() -> list[tuple[str, str]]:
    return list(RequiredPermit.objects.order_by("category", "id").values_list("category", "type"))


def _held(shop: Shop, on: date | None) -> set[str]:
    valid = Document.objects.filter(shop=shop).valid(on or timezone.localdate()).order_by()
    return set(valid.values_list("type", flat=True))
