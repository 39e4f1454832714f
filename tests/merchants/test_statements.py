"""A shop is heard before a case against it is found to hold, and whoever decides sees all of it. (F11)"""

import re
from contextlib import suppress
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from mall.audit.models import Act
from mall.deadlines.models import Clock
from mall.deadlines.sweep import sweep
from mall.rulebook import figures
from mall.rulebook.models import Amendment
from mall.rulebook.rule import RuleError
from mall.uploads.models import PrivateFile
from merchants import rules
from merchants.models import Sanction, Violation
from merchants.services import statements, violations
from merchants.views.conduct import RECENT
from tests.rulebook.factories import make_resolution

from .applicants import an_upload
from .factories import enter_admin, make_member, make_shop, make_staff_with, owner_of

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def open_case(shop=None, **over) -> Violation:
    told = {"actor": None, "shop": shop or make_shop(), "type": "conduct", "facts": "尺寸不符\n差两号"}
    return violations.report(**told | over)


def decider():
    return make_staff_with("view_violation", "change_violation")


def confirm(case: Violation, at) -> str:
    """The state in which trying to confirm ``case`` leaves it."""
    with suppress(RuleError):
        violations.confirm(actor=decider(), violation=case, reason="属实", now=at)
    return Violation.objects.get(pk=case.pk).state


@pytest.mark.rule("F11")
@pytest.mark.parametrize(
    ("meanwhile", "before", "at_its_end"),
    [
        ("silence", "reported", "confirmed"),
        ("a statement", "confirmed", "confirmed"),
        ("nothing to say", "confirmed", "confirmed"),
        ("no term, as the case is older", "confirmed", "confirmed"),
    ],
)
def test_a_case_is_confirmed_once_the_shop_has_been_heard_or_its_term_is_over(meanwhile, before, at_its_end):
    for expected, moment in ((before, -SECOND), (at_its_end, timedelta(0))):
        case = open_case()
        due_at = case.statement_due_at
        if meanwhile == "a statement":
            statements.make(actor=owner_of(case.shop), case=case, text="已换货")
        elif meanwhile == "nothing to say":
            statements.waive(actor=owner_of(case.shop), case=case)
        elif meanwhile != "silence":
            Violation.objects.update(statement_due_at=None)

        assert confirm(case, due_at + moment) == expected


@pytest.mark.rule("F11")
def test_the_term_is_the_figure_in_force_at_the_report_and_its_clock_warns_and_notes_silence():
    now = timezone.now()
    case = open_case(now=now)
    other = open_case(now=now)
    owner, due_at = owner_of(case.shop), now + rules.MEASURES.figure("statement")
    shorter = {"value": figures.encode(timedelta(days=1)), "effective_at": now + timedelta(hours=1)}
    Amendment.objects.create(
        clause="F11",
        name="statement",
        resolution=make_resolution(),
        announced_by=decider(),
        announced_at=now,
        **shorter,
    )
    figures.forget()
    later = open_case(now=now + timedelta(hours=2))
    assert (case.statement_due_at, later.statement_due_at) == (due_at, now + timedelta(hours=26))
    assert f"陈述截止：{timezone.localtime(due_at):%Y-%m-%d %H:%M}" in owner.notices.get().body

    statements.waive(actor=owner_of(other.shop), case=other)
    sweep(now=due_at - timedelta(days=1))
    assert owner.notices.filter(key__startswith="statements-due:").count() == 1
    assert not owner_of(other.shop).notices.filter(key__startswith="statements-due:").exists()
    sweep(now=due_at)

    unheard = Act.objects.filter(verb="violation.unheard").values_list("subject_id", flat=True)
    assert set(unheard) == {case.pk, later.pk}
    assert not Clock.objects.running().filter(stage=statements.STAGE).exists()
    assert statements.make(actor=owner, case=case, text="来晚了").statement == "来晚了"  # until it is decided


@pytest.mark.rule("F11")
def test_a_shop_is_reminded_once_a_day_of_all_cases_and_in_the_second_half_of_a_short_term(time_machine):
    time_machine.move_to("2026-11-23T10:00:00+08:00", tick=False)
    start, hour = timezone.now(), timedelta(hours=1)
    shop = make_shop()
    owner = owner_of(shop)
    cases = [open_case(shop, now=start + n * hour) for n in range(4)]
    statements.waive(actor=owner, case=cases[3])

    def reminders() -> list[str]:
        return [notice.title for notice in owner.notices.filter(key__startswith="statements-due:")]

    sweep(now=start + timedelta(days=2) - SECOND)
    assert reminders() == []
    for n in range(4):
        sweep(now=start + timedelta(days=2) + n * hour)
    assert reminders() == ["3 起违规案件等店铺陈述，最早的 2026-11-26 10:00 截止"]
    listed = owner.notices.get(key__startswith="statements-due:").body.splitlines()
    assert listed == [f"#{row.pk} · 2026-11-26 {10 + n}:00" for n, row in enumerate(cases[:3])]

    later = start + timedelta(days=7)
    Amendment.objects.create(
        clause="F11",
        name="statement",
        resolution=make_resolution(),
        announced_by=decider(),
        announced_at=start,
        value=figures.encode(timedelta(days=1)),
        effective_at=later,
    )
    figures.forget()
    short = open_case(now=later)
    owner = owner_of(short.shop)
    sweep(now=later + 12 * hour - SECOND)
    assert reminders() == []
    sweep(now=later + 12 * hour)
    assert reminders() == ["1 起违规案件等店铺陈述，最早的 2026-12-01 10:00 截止"]


@pytest.mark.rule("F11")
def test_every_open_case_has_its_form_the_one_due_first_on_top_and_decided_ones_follow(client):
    shop = make_shop()
    now = timezone.now()
    told = {"shop": shop, "clause": "F7", "facts": "…"}
    ends = [now + timedelta(hours=n) for n in range(1, RECENT + 2)]
    rows = [Violation(statement_due_at=end, reported_at=end, **told) for end in ends]
    over = [
        Violation(state="dismissed", decided_at=now + n * SECOND, **told) for n in (2, 1, *range(-RECENT, 0))
    ]
    Violation.objects.bulk_create([*rows, Violation(**told), *over])  # one from before there was a term
    client.force_login(owner_of(shop))
    page = reverse("merchants:conduct", args=[shop.slug])

    def listed(page: str) -> tuple[list[int], list[int]]:
        """Cases with a form, and those without, in their order."""
        html = client.get(page).content.decode()
        cases = [int(pk) for pk in re.findall(r'id="case-(\d+)"', html)]
        forms = [int(pk) for pk in re.findall(r'id="side-(\d+)"', html)]
        return forms, [pk for pk in cases if pk not in forms]

    reported = list(Violation.objects.filter(state="reported").order_by("pk").values_list("pk", flat=True))
    decided = [row.pk for row in sorted(over, key=lambda row: row.decided_at, reverse=True)][:RECENT]
    assert listed(page) == (reported[:RECENT], decided)
    assert listed(f"{page}?page=2") == (reported[RECENT:], decided)
    # a notice leads to its case wherever that has come to stand
    assert listed(f"{page}?case={reported[-1]}") == (reported[RECENT:], decided)
    assert listed(f"{page}?case={reported[0]}") == (reported[:RECENT], decided)
    assert listed(f"{page}?case={over[2].pk}")[1] == [over[2].pk, *decided]
    foreign = open_case()
    for odd in (foreign.pk, 10**18, "9" * 4000, "１", "x"):
        assert listed(f"{page}?case={odd}") == (reported[:RECENT], decided)
    told = owner_of(foreign.shop).notices.get(key__startswith=f"violation:{foreign.pk}:")
    assert told.link == f"/seller/{foreign.shop.slug}/conduct/?case={foreign.pk}#case-{foreign.pk}"
    last = reverse("merchants:state_side", args=[shop.slug, reported[-1]])
    assert client.post(last, {"text": "已换货", "page": "2"}).url == f"{page}?page=2"
    assert client.post(last, {"text": "已换货", "page": "//x"}).url == page


@pytest.mark.rule("F5.6")
def test_illegal_activity_and_what_comes_to_nothing_are_decided_at_once_and_the_clock_ends():
    crime, nothing = open_case(type="illegal"), open_case()
    violations.add_evidence(actor=decider(), violation=crime, upload=an_upload())

    violations.confirm(actor=decider(), violation=crime, reason="属实")
    violations.dismiss(actor=decider(), violation=nothing, reason="尺寸表上写明了")

    assert (Sanction.objects.get().kind, Violation.objects.get(pk=nothing.pk).state) == (
        "suspension",
        "dismissed",
    )
    assert not Clock.objects.running().filter(stage=statements.STAGE).exists()


def test_the_shop_reads_its_term_states_its_side_or_waives_it_until_the_case_is_decided(client):
    shop = make_shop()
    case, quiet = open_case(shop), open_case(shop)
    due = f"陈述截止：{timezone.localtime(case.statement_due_at):%Y-%m-%d %H:%M}"
    page = reverse("merchants:conduct", args=[shop.slug])

    def send(name: str, row: Violation, text: str = "") -> str:
        to = reverse(f"merchants:{name}", args=[shop.slug, row.pk])
        return client.post(to, {"text": text}, follow=True).content.decode()

    client.force_login(make_member(shop, "service").user)
    assert (client.get(page).content.decode().count(due), send("state_side", case, "已换货").count(due)) == (
        2,
        1,
    )
    assert "没有要说的" not in client.get(page).content.decode()  # that is an owner's word
    client.force_login(owner_of(shop))
    assert "没有要说的" in client.get(page).content.decode()
    assert "已经陈述过" in send("waive_statement", case)
    assert "已表示没有要说的" in send("waive_statement", quiet)
    assert "最多 4000 个字" in send("state_side", quiet, "x" * 4_001)
    assert "请写明店铺的陈述" in send("state_side", quiet, " ")
    rows = Violation.objects.order_by("pk")
    assert [(row.statement, row.is_waived) for row in rows] == [("已换货", False), ("", True)]
    violations.confirm(actor=decider(), violation=quiet, reason="属实")
    assert "不能再陈述" in send("waive_statement", quiet)
    with time_machine.travel(case.statement_due_at + SECOND, tick=False):
        Violation.objects.filter(pk=case.pk).update(statement="", stated_at=None)
        assert "陈述期已过；裁定前仍可以陈述" in client.get(page).content.decode()


def test_who_decides_sees_the_case_its_evidence_and_what_follows_and_beforehand_what_is_missing(client):
    shop, reporter = make_shop(), make_staff_with("change_violation")
    Violation.objects.create(shop=shop, clause="F7", facts="…", state="confirmed", points=3)
    case = open_case(shop, type="illegal", actor=reporter, facts="销售<b>违禁品</b>")
    enter_admin(client, decider())

    def read(name: str) -> str:
        return client.get(reverse(f"admin:merchants_violation_{name}", args=[case.pk])).content.decode()

    evidence = reverse("admin:merchants_violation_evidence", args=[case.pk])
    before = read("confirm")
    assert ("不等陈述期满" in before, "不等陈述期满" in read("change")) == (True, True)
    assert ("要有证据才能认定" in before, f'href="{evidence}"' in before) == (True, True)
    assert ("要有证据才能认定" in read("change"), f'href="{evidence}"' in read("change")) == (True, True)
    assert ('name="reason"' in before, 'name="reason"' in read("dismiss")) == (False, True)
    client.post(evidence, {"file": an_upload("photo.png")})
    statements.make(actor=owner_of(shop), case=case, text="已全部下架")

    page = read("confirm")

    file = reverse("uploads:private", args=[PrivateFile.objects.about(case).get().pk])
    wanted = [
        "违法活动", "F5.6", "销售&lt;b&gt;违禁品&lt;/b&gt;", f'href="{file}"', f'src="{file}"', "已全部下架",
        "扣 24 分，近 90 天合计 27 分", "立即暂停营业 30 天", "另行决定", shop.name, str(reporter),
    ]  # fmt: skip
    assert [words for words in wanted if words not in page] == []
    opened = client.get(file)
    opened.getvalue()
    assert ('name="reason"' in page, opened.status_code) == (True, 200)
    enter_admin(client, reporter)
    assert ("是您举报的" in read("confirm"), 'name="reason"' in read("dismiss")) == (True, False)


def test_while_the_shop_may_be_heard_the_page_says_until_when_and_offers_no_button(client):
    case = open_case()
    enter_admin(client, decider())
    path = reverse("admin:merchants_violation_confirm", args=[case.pk])

    with time_machine.travel(case.statement_due_at - SECOND, tick=False):
        early, refused = client.get(path), client.post(path, {"reason": "属实"})
    with time_machine.travel(case.statement_due_at, tick=False):
        late = client.get(path).content.decode()

    until = f"店铺可以陈述到 {timezone.localtime(case.statement_due_at):%Y-%m-%d %H:%M}"
    assert (until in early.content.decode(), 'name="reason"' in early.content.decode()) == (True, False)
    assert (refused.status_code, until in refused.content.decode()) == (409, True)
    assert (until in late, 'name="reason"' in late) == (False, True)
