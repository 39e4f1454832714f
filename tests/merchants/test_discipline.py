"""Cases, measures, appeals, demands, supervision: what each does, how it ends, what it leaves alone."""

import hashlib
import json
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from mall.audit.models import Act
from mall.deadlines.models import Clock
from mall.deadlines.sweep import sweep
from mall.errors import DomainError
from mall.rulebook.rule import RuleError
from mall.transitions import ForbiddenMove
from mall.uploads.models import PrivateFile, private_storage
from merchants import rules
from merchants.models import (
    Appeal,
    Demand,
    Sanction,
    Shop,
    ShopRecord,
    Violation,
    ViolationState,
)
from merchants.services import (
    appeals,
    demands,
    permits,
    referrals,
    sanctions,
    shops,
    statements,
    supervision,
    violations,
)
from merchants.states import APPEAL, DEMAND, SANCTION

from .applicants import an_upload, approved
from .factories import heard, make_shop, make_staff_with, make_user, owner_of

pytestmark = pytest.mark.django_db
DAYS = timedelta(days=7)


def staff():
    return make_staff_with("change_violation", "change_sanction", "view_violation")


def impose(shop: Shop, kind: str, **over) -> Sanction:
    term = {"term": DAYS} if kind in sanctions.WITH_TERM else {}
    return sanctions.impose(
        **{"actor": staff(), "shop": shop, "kind": kind, "reason": "屡次违规", **term, **over}
    )


def now_of(shop: Shop) -> dict:
    """What measures may change of a shop."""
    names = ("state", "closed_categories", "daily_orders", "is_suspended_by_sanction")
    row = Shop.objects.get(pk=shop.pk)
    return {name: getattr(row, name) for name in names} | {"supervised": row.supervised_at is not None}


FREE = {
    "state": "open",
    "closed_categories": [],
    "daily_orders": None,
    "is_suspended_by_sanction": False,
    "supervised": False,
}
EFFECTS = {
    "warning": ({}, {}),
    "categories": ({"categories": ["Tea "]}, {"closed_categories": ["Tea"]}),
    "volume": ({"daily_orders": 5}, {"daily_orders": 5}),
    "supervision": ({}, {"supervised": True}),
    "suspension": ({}, {"state": "suspended", "is_suspended_by_sanction": True}),
    "termination": ({}, {"state": "closed"}),
    "ban": ({}, {"state": "banned"}),
    "referral": ({"authority": "公安机关"}, {}),
}


@pytest.mark.rule("B13.1", "D8.1", "F11")
@pytest.mark.parametrize("kind", list(EFFECTS))
def test_a_measure_takes_effect_at_once_is_told_and_ends_by_its_clock_and_touches_nothing_else(kind):
    shop, other = make_shop(), make_shop()
    asked, effect = EFFECTS[kind]

    sanction = impose(shop, kind, **asked)

    assert (now_of(shop), now_of(other)) == (FREE | effect, FREE)
    assert owner_of(shop).notices.get(key=f"sanction:{sanction.pk}:imposed").rule == sanction.clause
    if kind in sanctions.WITH_TERM:
        sweep(now=sanction.ends_at - timedelta(minutes=1))
        assert now_of(shop) == FREE | effect
        sweep(now=sanction.ends_at)
        assert (now_of(shop), Sanction.objects.get().state) == (FREE, "ended")
    else:
        assert not Clock.objects.running().filter(stage=sanctions.END_STAGE).exists()


def test_overlapping_measures_hold_until_the_last_of_them_ends():
    shop = make_shop()
    short, long = impose(shop, "suspension"), impose(shop, "suspension", term=DAYS * 3)
    impose(shop, "volume", daily_orders=5)
    impose(shop, "volume", daily_orders=2, term=DAYS * 3)
    assert now_of(shop)["daily_orders"] == 2

    sweep(now=short.ends_at)

    assert (now_of(shop)["state"], now_of(shop)["daily_orders"]) == ("suspended", 2)
    sweep(now=long.ends_at + timedelta(minutes=1))
    assert now_of(shop) == FREE


def test_a_shop_that_staff_suspended_by_hand_is_not_opened_by_the_end_of_a_measure():
    shop = make_shop()
    shops.suspend(actor=staff(), shop=shop, reason="核查中")

    sanction = impose(shop, "suspension")
    sweep(now=sanction.ends_at)

    assert now_of(shop) == FREE | {"state": "suspended"}


@pytest.mark.rule("D8.1")
@pytest.mark.parametrize("by_hand_first", [False, True])
def test_no_hand_opens_a_shop_under_a_suspension_and_afterwards_only_what_the_hand_closed_waits_for_it(
    by_hand_first,
):
    shop = make_shop()
    if by_hand_first:
        shops.suspend(actor=staff(), shop=shop, reason="核查中")
    sanction = impose(shop, "suspension")

    with pytest.raises(RuleError) as refused:
        shops.resume(actor=staff(), shop=Shop.objects.get(pk=shop.pk), reason="算了")

    assert (refused.value.clause, now_of(shop)["state"]) == ("D8.1", "suspended")
    sanctions.lift(actor=staff(), sanction=sanction, reason="已改正")
    assert now_of(shop) == FREE | {"state": "suspended" if by_hand_first else "open"}
    if by_hand_first:
        shops.resume(actor=staff(), shop=Shop.objects.get(pk=shop.pk), reason="核查完毕")
        assert now_of(shop) == FREE


@pytest.mark.rule("B13.1")
@pytest.mark.parametrize(
    ("over", "field"),
    [
        ({"term": None}, "term"),
        ({"term": timedelta(days=400)}, "term"),
        ({"kind": "warning"}, "term"),
        ({"reason": " "}, "reason"),
        ({"kind": "categories"}, "categories"),
        ({"kind": "volume", "daily_orders": 0}, "daily_orders"),
        ({"kind": "torture"}, "kind"),
        ({"kind": "referral", "term": None}, "authority"),
        ({"kind": "referral", "term": None, "authority": "局" * 81}, "authority"),
    ],
)
def test_a_measure_that_cannot_be_is_refused_and_nothing_is_done(over, field):
    shop = make_shop()

    with pytest.raises(DomainError) as refused:
        sanctions.impose(
            **{"actor": staff(), "shop": shop, "kind": "suspension", "reason": "违规", "term": DAYS, **over}
        )

    assert (refused.value.field, now_of(shop), Sanction.objects.count()) == (field, FREE, 0)


def test_a_closed_shop_is_only_banned_or_referred():
    shop = make_shop()
    shops.close(actor=staff(), shop=shop, reason="自行停业")

    with pytest.raises(DomainError, match="已经关闭"):
        impose(shop, "suspension")
    impose(shop, "ban")
    with pytest.raises(DomainError, match="已经关闭"):
        impose(shop, "referral", authority="公安机关")


# --- Cases ---


@pytest.mark.rule("F5.1-3")
def test_a_charge_of_false_goods_is_found_on_evidence_and_counts_its_points():
    shop, reporter, judge = make_shop(), staff(), staff()
    case = violations.report(actor=reporter, shop=shop, type="counterfeit", facts="仿冒商标")
    assert case.clause == "F5.1-3"

    with pytest.raises(DomainError) as refused:
        violations.confirm(actor=judge, violation=case, reason="属实")
    assert refused.value.clause == "F5.1-3"
    violations.add_evidence(actor=reporter, violation=case, upload=an_upload())
    statements.make(actor=owner_of(shop), case=case, text="供货商有授权书")
    violations.confirm(actor=judge, violation=case, reason="鉴定为假")

    assert Violation.objects.values_list("state", "points", "statement", "finding").get() == (
        "confirmed",
        12,
        "供货商有授权书",
        "鉴定为假",
    )
    assert (violations.score(shop), violations.score(make_shop())) == (12, 0)
    with pytest.raises(DomainError, match="不能再陈述"):
        statements.make(actor=owner_of(shop), case=case, text="再说一句")


@pytest.mark.rule("F5.6")
def test_illegal_activity_once_found_suspends_the_shop_at_once():
    shop, reporter = make_shop(), staff()
    case = violations.report(actor=reporter, shop=shop, type="illegal", facts="销售违禁品")
    violations.add_evidence(actor=reporter, violation=case, upload=an_upload())
    assert now_of(shop) == FREE

    violations.confirm(actor=staff(), violation=case, reason="属实")

    assert now_of(shop)["state"] == "suspended"
    assert Sanction.objects.get().violation == case


@pytest.mark.rule("B7.1", "B13.2")
def test_unfair_competition_becomes_a_case_and_a_crime_goes_to_the_authorities_with_its_evidence():
    shop, reporter, judge = make_shop(), make_user(), staff()
    case = violations.report(actor=reporter, shop=shop, type="unfair_competition", facts="雇人刷差评")
    violations.add_evidence(actor=reporter, violation=case, upload=an_upload("chat.png"))
    assert (case.clause, case.state) == ("B7.1", ViolationState.REPORTED)
    with pytest.raises(RuleError) as refused:
        referrals.refer(actor=judge, violation=case, authority="市场监管局", reason="涉嫌犯罪")
    with pytest.raises(RuleError) as refused_too:
        impose(shop, "warning", violation=case)
    assert (refused.value.clause, refused_too.value.clause) == ("B13.2", "B13.1")
    violations.confirm(actor=judge, violation=heard(case), reason="聊天记录属实")
    with pytest.raises(DomainError, match="举报人"):
        referrals.refer(actor=reporter, violation=case, authority="市场监管局", reason="涉嫌犯罪")

    sanction = referrals.refer(actor=judge, violation=case, authority="市场监管局", reason="涉嫌犯罪")

    bundle = PrivateFile.objects.about(sanction).get()
    day = timezone.localtime(sanction.starts_at).date()
    assert bundle.name == f"案件{case.pk}-{day}-市场监管局-{shop.name}.zip"
    assert (sanction.authority, sanction.reason) == ("市场监管局", "涉嫌犯罪")
    assert Act.objects.about(sanction).get(verb="sanction.impose").data == {"authority": "市场监管局"}
    told = owner_of(shop).notices.get(key=f"sanction:{sanction.pk}:imposed")
    assert told.body == "市场监管局：涉嫌犯罪"
    with bundle.file.open("rb") as file:
        assert bundle.digest == hashlib.file_digest(file, "sha256").hexdigest()
    with bundle.file.open("rb") as file, zipfile.ZipFile(file) as archive:
        assert [name.partition("/")[0] for name in archive.namelist()] == ["case.json", "evidence"]
        assert json.loads(archive.read("case.json"))["authority"] == "市场监管局"
    assert (sanction.may_open(judge, bundle), sanction.may_open(owner_of(shop), bundle)) == (True, False)
    assert now_of(shop) == FREE


@pytest.mark.rule("B13.2")
def test_an_archive_keeps_case_day_and_authority_in_its_name_however_long_the_names_are():
    shop, authority = make_shop(name="店" * 40), "局/" * 40
    case = violations.report(actor=make_user(), shop=shop, type="unfair_competition", facts="雇人刷差评")
    violations.confirm(actor=staff(), violation=heard(case), reason="属实")

    sanction = referrals.refer(actor=staff(), violation=case, authority=authority, reason="涉嫌犯罪")

    name = PrivateFile.objects.about(sanction).get().name
    begins = f"案件{case.pk}-{timezone.localtime(sanction.starts_at).date()}-{'局_' * 40}"
    assert (len(name), name) == (100, f"{begins}-{'店' * 40}"[:96] + ".zip")


@pytest.mark.rule("B13.2")
@pytest.mark.parametrize("trouble", ["a file of the evidence is gone", "no reason"])
def test_a_referral_that_fails_leaves_neither_a_measure_nor_a_word_nor_an_archive(trouble):
    shop, reporter = make_shop(), staff()
    case = violations.report(actor=reporter, shop=shop, type="unfair_competition", facts="雇人刷差评")
    evidence = violations.add_evidence(actor=reporter, violation=case, upload=an_upload())
    violations.confirm(actor=staff(), violation=heard(case), reason="属实")
    archives = Path(private_storage().path("referral"))
    before = set(archives.glob("*"))
    if trouble != "no reason":
        private_storage().delete(evidence.file.name)
    reason = "" if trouble == "no reason" else "涉嫌犯罪"

    with pytest.raises(DomainError):
        referrals.refer(actor=staff(), violation=case, authority="公安机关", reason=reason)

    assert (Sanction.objects.count(), PrivateFile.objects.about(case).count()) == (0, 1)
    assert owner_of(shop).notices.filter(key__startswith="sanction:").count() == 0
    assert set(archives.glob("*")) == before


# --- Appeals ---


@pytest.mark.rule("F11")
def test_an_appeal_is_decided_by_somebody_else_and_upheld_it_undoes_the_measure():
    shop, judge = make_shop(), staff()
    sanction = impose(shop, "suspension", actor=judge)
    appeal = appeals.make(actor=owner_of(shop), sanction=sanction, text="事实有误")
    with pytest.raises(DomainError, match="只能申诉一次"):
        appeals.make(actor=owner_of(shop), sanction=sanction, text="再诉")

    with pytest.raises(DomainError) as refused:
        appeals.decide(actor=judge, appeal=appeal, is_upheld=True, reason="重新认定")
    assert (refused.value.clause, now_of(shop)["state"]) == ("F11", "suspended")
    appeals.decide(actor=staff(), appeal=appeal, is_upheld=True, reason="重新认定")

    assert (now_of(shop), Sanction.objects.get().state, Appeal.objects.get().state) == (
        FREE,
        "lifted",
        "upheld",
    )
    assert not Clock.objects.running().exists()


@pytest.mark.rule("F11")
def test_an_appeal_after_its_term_is_refused_and_one_that_is_dismissed_changes_nothing():
    shop, other = make_shop(), make_shop()
    late, kept = impose(shop, "warning"), impose(other, "suspension")

    with pytest.raises(DomainError, match="申诉期已过"):
        appeals.make(
            actor=owner_of(shop),
            sanction=late,
            text="才看到",
            now=late.starts_at + rules.MEASURES.figure() + timedelta(seconds=1),
        )
    appeal = appeals.make(actor=owner_of(other), sanction=kept, text="太重")
    appeals.decide(actor=staff(), appeal=appeal, is_upheld=False, reason="事实清楚")
    assert now_of(other)["state"] == "suspended"
    with pytest.raises(ForbiddenMove):
        appeals.decide(actor=staff(), appeal=appeal, is_upheld=True, reason="改判")


# --- Demands ---


@pytest.mark.rule("F3", "F6.2")
@pytest.mark.parametrize(
    ("kind", "charge", "clause"), [("information", "silence", "F3"), ("rectification", "overdue", "F6.2")]
)
def test_silence_on_a_demand_becomes_a_violation_by_itself_and_an_answer_in_time_does_not(
    kind, charge, clause
):
    shop, good = make_shop(), make_shop()
    missed = demands.ask(
        actor=staff(), shop=shop, kind=kind, text="近三月进货单", checklist=[["价签", True], ["仓库", False]]
    )
    kept = demands.ask(actor=staff(), shop=good, kind=kind, text="近三月进货单")
    demands.answer(actor=owner_of(good), demand=kept, text="已寄出")

    sweep(now=missed.due_at)

    case = Violation.objects.get()
    assert (case.shop, case.type, case.clause, case.reported_by) == (shop, charge, clause, None)
    assert list(Demand.objects.order_by("pk").values_list("state", flat=True)) == ["overdue", "answered"]
    demands.answer(actor=owner_of(shop), demand=missed, text="补交")
    demands.send_back(actor=staff(), demand=missed, reason="缺两张")
    assert Clock.objects.running().filter(stage=demands.STAGE, owner_id=shop.pk).count() == 1
    demands.answer(actor=owner_of(shop), demand=missed, text="齐了")
    assert demands.settle(actor=staff(), demand=missed).state == "done"


# --- Supervision ---


@pytest.mark.rule("D8.3")
@pytest.mark.parametrize(
    ("orders", "complaints", "is_supervised"),
    [(3, 1, False), (49, 40, False), (100, 3, False), (100, 4, True)],
)
def test_supervision_sets_in_by_itself_above_the_rate_of_enough_orders(orders, complaints, is_supervised):
    shop, now = make_shop(), timezone.now()
    ShopRecord.objects.create(shop=shop, paid_orders=orders, days=90)

    supervision.record_complaints(counts={shop.pk: complaints}, now=now)
    supervision.record_complaints(counts={shop.pk: complaints}, now=now)  # safe to repeat

    shop.refresh_from_db()
    assert (shop.supervised_at is not None, Sanction.objects.count()) == (is_supervised, is_supervised)
    assert ShopRecord.objects.get().complaints == complaints
    if is_supervised:
        with pytest.raises(DomainError) as refused:
            supervision.require_payout_due(shop, now=now + timedelta(days=13))
        assert (refused.value.clause, shop.state) == ("D8.3", "open")
        supervision.require_payout_due(shop, now=now + timedelta(days=14))
        sweep(now=now + timedelta(days=30))
        assert now_of(shop) == FREE


def test_a_restriction_and_a_missing_permit_close_categories_side_by_side():
    shop = approved()
    permits.set_requirement(actor=None, category="books", type="publication_permit")
    sanction = impose(shop, "categories", categories=["tea", "books"])
    assert now_of(shop)["closed_categories"] == ["books", "tea"]

    sweep(now=sanction.ends_at)

    assert now_of(shop)["closed_categories"] == ["books"]


def test_the_tables_of_measures_appeals_and_demands():
    def lawful(lifecycle):
        return [f"{state} {action}" for state, action, allowed in lifecycle.pairs() if allowed]

    assert lawful(SANCTION) == ["active end", "active lift"]
    assert lawful(APPEAL) == ["open uphold", "open dismiss"]
    assert lawful(DEMAND) == [
        "open answer",
        "open miss",
        "answered settle",
        "answered send_back",
        "overdue answer",
    ]
