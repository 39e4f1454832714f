"""A shop's freight templates: made, changed, copied, removed. (E13)

Every write locks the shop, in which placing holds a share: what is confirmed is what is charged. It raises
the shop's version, too, under which pages that show its freight are kept.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

from django.db.models import F, ProtectedError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mall import locks
from mall.accounts import divisions
from mall.audit.services import record
from mall.errors import DomainError
from mall.money import MAX_FEN
from merchants import tariffs
from merchants.models import MOST_FEE, MOST_UNITS, FreightMethod, FreightRate, FreightTemplate, Shop
from merchants.tariffs import Rate, Tariff

MOST_TEMPLATES, MOST_RATES, LONGEST_NAME = 30, 40, 40


class ChangedMeanwhile(DomainError):  # noqa: N818 - what has happened
    """Somebody else has changed what the person saw; shown it once more, they may save over it."""


@locks.service
def create(*, actor, shop: Shop, tariff: Tariff, is_default: bool = False) -> FreightTemplate:
    """Add a template that says what ``tariff`` says.

    As the default it takes the place of the one before: goods that name none go by it from now on.
    Raises DomainError naming the field: a name that is taken or none, amounts and units beyond their bounds,
    a region that is unknown or named twice, no rate at all, too many templates or rates.
    """
    shop = locks.lock_one(shop)
    if shop.freight_templates.count() >= MOST_TEMPLATES:
        raise DomainError(_("最多可以有 %(most)d 个运费模板，请先删除不用的。") % {"most": MOST_TEMPLATES})
    template = FreightTemplate(shop=shop)
    _write(template, _checked(template, tariff), is_default)
    record(actor=actor, verb="freight.create", subject=template, data=_told(template))
    return template


@locks.service
def change(
    *, actor, template: FreightTemplate, tariff: Tariff, is_default: bool = False, seen_at: str | None = None
) -> FreightTemplate:
    """Have a template say what ``tariff`` says; orders placed keep what they were placed with.

    ``seen_at`` is its ``updated_at``, in ISO form, as the page showed it. Raises as ``create`` does, and
    ChangedMeanwhile where somebody has changed it since.
    """
    shop = locks.lock_one(template.shop)
    row = shop.freight_templates.get(pk=template.pk)
    if seen_at is not None and seen_at != row.updated_at.isoformat():
        raise ChangedMeanwhile(_("有人在别的窗口改过这个模板，这次没有保存。您填的还在，核对后再保存一次。"))
    before = _told(row)
    _write(row, _checked(row, tariff), is_default)
    record(actor=actor, verb="freight.edit", subject=row, data={"before": before, "after": _told(row)})
    return row


@locks.service
def copy(*, actor, template: FreightTemplate) -> FreightTemplate:
    """Another template that says the same, under a name of its own; never the default."""
    taken = set(template.shop.freight_templates.values_list("name", flat=True))
    base = str(_("%(name)s（副本）") % {"name": template.name[: LONGEST_NAME - 12]})
    names = [base, *(f"{base}{n}" for n in range(2, MOST_TEMPLATES + 2))]
    name = next(name for name in names if name not in taken)
    source = tariffs.of_template(template)
    fresh = Tariff(name, source.method, source.free_above, source.not_served, source.rates)
    return create(actor=actor, shop=template.shop, tariff=fresh)


@locks.service
def remove(*, actor, template: FreightTemplate) -> None:
    """Delete a template. Raises DomainError for the default one, and naming goods that still go by it."""
    shop = locks.lock_one(template.shop)
    row = shop.freight_templates.get(pk=template.pk)
    if row.is_default:
        words = _("“%(name)s”是默认模板：请先把别的设为默认，或取消它的默认，再删除。")
        raise DomainError(words % {"name": row.name})
    told = _told(row)
    try:
        FreightTemplate.objects.filter(pk=row.pk).delete()
    except ProtectedError as error:
        goods = sorted(map(str, error.protected_objects))
        words = _("还有 %(n)d 件商品用着“%(template)s”，请先给它们换一个：%(names)s。")
        names = "、".join(goods[:5]) + ("…" if len(goods) > 5 else "")
        raise DomainError(words % {"n": len(goods), "template": row.name, "names": names}) from error
    note_change(shop)
    record(actor=actor, verb="freight.remove", subject=row, data=told)


def note_change(shop: Shop) -> None:
    """Have pages that show the shop's freight made anew."""
    Shop.objects.filter(pk=shop.pk).update(version=F("version") + 1)


def _write(template: FreightTemplate, tariff: Tariff, is_default: bool) -> None:
    shop = template.shop
    if is_default:
        shop.freight_templates.filter(is_default=True).exclude(pk=template.pk).update(is_default=False)
    template.name, template.method = tariff.name, tariff.method
    template.free_above, template.not_served = tariff.free_above, list(tariff.not_served)
    template.is_default, template.updated_at = is_default, timezone.now()
    template.save()
    template.rates.all().delete()
    FreightRate.objects.bulk_create(
        FreightRate(template=template, position=i, **tariffs.as_kept(rate))
        for i, rate in enumerate(tariff.rates)
    )
    note_change(shop)


def _told(template: FreightTemplate) -> dict:
    """The template for the record of the act."""
    row = tariffs.as_rows(FreightTemplate.objects.filter(pk=template.pk)).values_list("row", flat=True).get()
    return dict(row) | {"is_default": template.is_default}


def _checked(template: FreightTemplate, tariff: Tariff) -> Tariff:
    """``tariff`` as it is stored. Raises DomainError."""
    name = _one_line(tariff.name)
    if not 0 < len(name) <= LONGEST_NAME:
        raise DomainError(_("请写 1 到 %(most)d 个字的名称。") % {"most": LONGEST_NAME}, field="name")
    if template.shop.freight_templates.filter(name=name).exclude(pk=template.pk).exists():
        raise DomainError(_("已经有叫“%(name)s”的模板，请换个名称。") % {"name": name}, field="name")
    if tariff.method not in FreightMethod.values:
        raise DomainError(_("请选择计费方式。"), field="method")
    if tariff.free_above is not None and not 0 < tariff.free_above <= MAX_FEN:
        raise DomainError(_("满额免运费的金额要大于 0；不免请留空。"), field="free_above")
    if not 0 < len(tariff.rates) <= MOST_RATES:
        raise DomainError(_("请至少填一行运费，最多 %(most)d 行。") % {"most": MOST_RATES}, field="rates")
    rates = tuple(_checked_rate(rate, tariff.method) for rate in tariff.rates)
    if sum(not rate.divisions for rate in rates) > 1:
        raise DomainError(_("“其余地区”只能有一行。"), field="rates")
    _require_regions([tariff.not_served, *(rate.divisions for rate in rates)])
    return Tariff(name, tariff.method, tariff.free_above, tuple(tariff.not_served), rates)


def _one_line(text: str) -> str:
    seen = "".join(c if c.isprintable() else " " for c in str(text).replace("\u200b", ""))
    return unicodedata.normalize("NFC", " ".join(seen.split()))


def _checked_rate(rate: Rate, method: str) -> Rate:
    if not (0 <= rate.first_fee <= MOST_FEE and 0 <= rate.next_fee <= MOST_FEE):
        raise DomainError(
            _("每行的费用应在 0 到 %(most)d 元之间。") % {"most": MOST_FEE // 100}, field="rates"
        )
    if method == FreightMethod.FLAT:
        return Rate(rate.divisions, 1, rate.first_fee, 1, 0)
    if not (0 < rate.first_units <= MOST_UNITS and 0 < rate.next_units <= MOST_UNITS):
        raise DomainError(_("件数（克数）应在 1 到 %(most)d 之间。") % {"most": MOST_UNITS}, field="rates")
    return rate


def _require_regions(groups: Iterable[Sequence[str]]) -> None:
    """Each a province, or a place offered below one, and none twice."""
    seen: set[str] = set()
    for code in (code for group in groups for code in group):
        if not is_region(code):
            raise DomainError(
                _("没有编号为“%(code)s”的省或市，请重新选择。") % {"code": code[:6]}, field="rates"
            )
        if code in seen:
            words = _("“%(region)s”出现了两次，一个地区只能在一行里。")
            raise DomainError(words % {"region": divisions.full_name(code)}, field="rates")
        seen.add(code)


def is_region(code: str) -> bool:
    """Whether rates may name ``code``: a province, or a place offered as a city below one."""
    try:
        return len(divisions.line(code)) <= 2
    except divisions.UnknownDivision:
        return False
