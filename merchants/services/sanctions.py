"""Measures against shops: in effect at once, ended by their clocks, on the shop's record.

What the shop may do is worked out anew of all that is in effect (``_settle``), so that measures may overlap
and end in any order. (B13.1, D8.1, D8.2, D8.3, F11)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, Min, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from mall import locks
from mall.audit.services import record
from mall.deadlines import services as clocks
from mall.errors import DomainError
from mall.rulebook.rule import Rule
from mall.transitions import move
from merchants import rules, states
from merchants.models import AppealState, Sanction, SanctionKind, Shop, ShopState, Violation, ViolationState

from . import daily_reports, notices, permits, shops

# What a public record tells of a measure: never its reason, which may name people.
_ON_RECORD = ("kind", "clause", "state", "starts_at", "ends_at")
END_STAGE, MOST_SHOWN = "sanction_end", 20
WITH_TERM = {"categories", "volume", "supervision", "suspension"}
CLAUSES = {
    "supervision": rules.SUPERVISION,
    "suspension": rules.CLOSED_TO_NEW_ORDERS,
    "termination": rules.MEASURES,
    "ban": rules.BANNED,
    "referral": rules.REFERRAL,
}
# What shoppers may read of on the shop's page. A warning is between the mall and the shop, a referral is
# nobody's guilt yet.
PUBLIC = ("categories", "volume", "supervision", "suspension", "termination", "ban")
OVER = (ShopState.CLOSED, ShopState.BANNED)


@locks.service
def impose(
    *,
    actor,
    shop: Shop,
    kind: str,
    reason: str,
    term: timedelta | None = None,
    violation: Violation | None = None,
    categories: Sequence[str] = (),
    daily_orders: int | None = None,
    authority: str = "",
    now: datetime | None = None,
) -> Sanction:
    """Take a measure; it is in effect at once, the shop is told, and may appeal. ``actor`` None: the mall.

    Raises RuleError on a case that isn't found to hold; DomainError for a shop that is closed for good (but
    for a ban or a referral), for a term out of bounds, without a reason, for a restriction of nothing, a
    referral to nobody, and for who reported the case.
    """
    now = now or timezone.now()
    case = locks.lock_one(violation) if violation else None  # before the shop, as ``confirm`` does
    row = locks.lock_one(shop)
    _require_sane(row, actor, kind, reason, term, case)
    if case:
        require_confirmed(case, CLAUSES.get(kind, rules.SANCTIONS))
    if kind == SanctionKind.CATEGORIES and not categories:
        raise DomainError(_("请写明限制哪些类目。"), field="categories")
    if kind == SanctionKind.VOLUME and not daily_orders:
        raise DomainError(_("请写明每天最多几单，至少 1 单。"), field="daily_orders")
    if kind == SanctionKind.REFERRAL:
        _require_authority(authority)
    sanction = Sanction.objects.create(
        shop=row,
        violation=violation,
        kind=SanctionKind(kind),
        clause=CLAUSES.get(kind, rules.SANCTIONS).id,
        reason=reason.strip(),
        categories=sorted({slug.strip() for slug in categories}) if kind == "categories" else [],
        daily_orders=daily_orders if kind == "volume" else None,
        authority=authority.strip() if kind == SanctionKind.REFERRAL else "",
        decided_by=actor,
        starts_at=now,
        ends_at=now + term if term else None,
    )
    if sanction.ends_at:
        clocks.start(
            sanction,
            rules.SANCTIONS,
            stage=END_STAGE,
            owner=("mall", 0),
            due_at=sanction.ends_at,
            now=now,
        )
    record(
        actor=actor,
        verb="sanction.impose",
        subject=sanction,
        rule=sanction.clause,
        reason=reason.strip(),
        data={"authority": sanction.authority} if sanction.authority else None,
    )
    _final(actor, row, kind, reason)
    _settle(row, actor=actor, reason=reason)
    to_whom = f"{sanction.authority}：" if sanction.authority else ""
    tell(sanction, "imposed", _("处理决定：{kind}"), f"{to_whom}{sanction.reason}")
    return sanction


def require_confirmed(case: Violation, rule: Rule) -> None:
    """Raise RuleError unless ``case``, as loaded, is found to hold; load it under lock to be sure."""
    rule.require(case.state == ViolationState.CONFIRMED, _("案件还没有认定：先认定它，再采取措施或移送。"))


def _require_sane(row: Shop, actor, kind: str, reason: str, term, violation: Violation | None) -> None:
    if kind not in SanctionKind.values:
        raise DomainError(_("请选择措施。"), field="kind")
    if not reason.strip():
        raise DomainError(_("请写明理由，店铺会看到。"), field="reason")
    if row.state == ShopState.BANNED or (row.state == ShopState.CLOSED and kind not in ("ban", "referral")):
        raise DomainError(_("店铺已经关闭，不能再采取这项措施。"))
    if violation and actor and violation.reported_by_id == actor.pk:
        raise DomainError(_("举报人不能处理自己举报的案件，请交给另一位同事。"))
    if kind not in WITH_TERM:
        if term is not None:
            raise DomainError(_("这项措施没有期限。"), field="term")
        return
    shortest, longest = rules.SANCTIONS.figure("shortest"), rules.SANCTIONS.figure("longest")
    rules.SANCTIONS.require(
        term is not None and shortest <= term <= longest,
        _("期限应在 %(least)d 到 %(most)d 天之间。") % {"least": shortest.days, "most": longest.days},
        field="term",
    )


def _require_authority(authority: str) -> None:
    longest = Sanction._meta.get_field("authority").max_length
    if not authority.strip():
        raise DomainError(_("请写明移送给哪个主管机关。"), field="authority")
    if len(authority.strip()) > longest:
        raise DomainError(_("最多 %(n)d 个字。") % {"n": longest}, field="authority")


def _final(actor, shop: Shop, kind: str, reason: str) -> None:
    """What there is no way back from."""
    if kind == SanctionKind.TERMINATION:
        shops.close(actor=actor, shop=shop, reason=reason)
    if kind == SanctionKind.BAN:
        shops.ban(actor=actor, shop=shop, reason=reason)


def _settle(shop: Shop, *, actor, reason: str) -> None:
    """Have the shop's row say what the measures in effect make of it. The caller holds the shop."""
    active = Sanction.objects.filter(shop=shop, state="active")
    limit = active.filter(kind="volume").aggregate(least=Min("daily_orders"))["least"]
    since = active.filter(kind="supervision").aggregate(first=Min("starts_at"))["first"]
    Shop.objects.filter(pk=shop.pk).update(daily_orders=limit, supervised_at=since, version=F("version") + 1)
    permits.refresh(shop=shop)
    if since is not None:
        daily_reports.follow(shop)
    must = active.filter(kind="suspension").exists()
    row = Shop.objects.get(pk=shop.pk)
    if must and row.state == ShopState.OPEN:
        shops.suspend(actor=actor, shop=row, reason=reason)
        Shop.objects.filter(pk=row.pk).update(is_suspended_by_sanction=True)
    elif not must and row.state == ShopState.SUSPENDED and row.is_suspended_by_sanction:
        shops.resume(actor=actor, shop=row, reason=reason)


@locks.service
def end(*, sanction: Sanction, now: datetime) -> None:
    """The term is over: lifted by itself, unless another one holds. Called by its clock."""
    if sanction.state != "active":
        return
    move(states.SANCTION, sanction, "end", actor=None, rule=sanction.clause, ended_at=now)
    shop = locks.lock_one(sanction.shop)
    _settle(shop, actor=None, reason=str(_("期限已满")))
    tell(sanction, "ended", _("{kind}已到期解除"), "")


@locks.service
def lift(*, actor, sanction: Sanction, reason: str, now: datetime | None = None) -> Sanction:
    """End a measure early. Raises DomainError without a reason, and for what can't be taken back."""
    if not reason.strip():
        raise DomainError(_("请写明理由，店铺会看到。"), field="reason")
    if sanction.kind in ("termination", "ban"):
        raise DomainError(_("解除协议和永久封禁不能撤回。"))
    now = now or timezone.now()
    clocks.cancel_all(locks.lock_one(sanction), now=now)  # its term, and a referral's outcome
    move(
        states.SANCTION,
        sanction,
        "lift",
        actor=actor,
        rule=rules.MEASURES.id,
        reason=reason.strip(),
        ended_at=now,
    )
    shop = locks.lock_one(sanction.shop)
    _settle(shop, actor=actor, reason=reason)
    tell(sanction, "lifted", _("{kind}已解除"), reason.strip())
    return sanction


def tell(sanction: Sanction, what: str, title, body) -> None:
    notices.tell_owners(
        sanction.shop,
        key=f"sanction:{sanction.pk}:{what}",
        title=title,
        values={"kind": sanction.get_kind_display()},
        body=body,
        link=f"/seller/{sanction.shop.slug}/conduct/",
        rule=sanction.clause,
        channels=("email", "sms"),
    )


def on_record(measures: QuerySet[Sanction], *, now: datetime | None = None) -> QuerySet[Sanction]:
    """What the public may know of ``measures``.

    Those in effect, or ended within the figure of F11; what an appeal found to be wrong is on no record.
    """
    now = now or timezone.now()
    if not rules.MEASURES.in_force:
        return measures.none()
    recent = Q(state="active") | Q(ended_at__gte=now - rules.MEASURES.figure("public", at=now))
    return measures.filter(recent, kind__in=PUBLIC).exclude(appeal__state=AppealState.UPHELD)


def public_record(*, now: datetime | None = None) -> ArraySubquery:
    """For a query of shops: the measures that a shop's page shows, for ``read_record``; newest first."""
    shown = on_record(Sanction.objects.filter(shop=OuterRef("pk")), now=now).order_by("-starts_at", "-id")
    return ArraySubquery(shown.values(row=JSONObject(**{name: name for name in _ON_RECORD}))[:MOST_SHOWN])


def read_record(rows: Iterable[Mapping]) -> list[Sanction]:
    """What ``public_record`` found, as far as the public may know it."""
    times = ("starts_at", "ends_at")
    return [
        Sanction(**{**row, **{name: row[name] and parse_datetime(row[name]) for name in times}})
        for row in rows
    ]
