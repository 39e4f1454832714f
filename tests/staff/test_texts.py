"""Duties and workflows: acknowledged edition by edition, reminded, linked from the pages they govern."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied

from mall.errors import DomainError
from mall.notifications.models import Notice
from mall.rulebook.rule import RuleError
from staff.models import Audience, HouseText, TextAcknowledgement, TextKind
from staff.services import organisation, shipped_texts, texts
from tests.permissions.world import Visitor, client_of

from .factories import make_employee
from .hours import local

pytestmark = pytest.mark.django_db


def browser(employee):
    return client_of(Visitor("x", "staff", "", employee.user))


@pytest.mark.parametrize(
    ("code", "audience"),
    [
        pytest.param("habits", Audience.ALL, marks=pytest.mark.rule("K11")),
        pytest.param("security-duty", Audience.ALL, marks=pytest.mark.rule("G11.2")),
        pytest.param("managers-duties", Audience.MANAGERS, marks=pytest.mark.rule("H3-6")),
    ],
)
def test_a_duty_is_acknowledged_by_whom_it_binds_and_asked_anew_with_a_new_edition(code, audience):
    shipped_texts.install()
    head, ann = make_employee(), make_employee()
    organisation.appoint_head(actor=None, department=head.department, head=head)
    text = HouseText.objects.get(code=code)
    first = text.current
    bound = [head] if audience == Audience.MANAGERS else [head, ann]

    before = list(texts.outstanding(text))
    for employee in bound:
        texts.acknowledge(employee=employee, edition=first)
        texts.acknowledge(employee=employee, edition=first)
    between = list(texts.outstanding(text))
    second = texts.publish(actor=head.user, text=text, body="只有一条。", body_en="One rule.")
    after = list(texts.outstanding(text))

    assert (text.audience, before, between, after) == (audience, bound, [], bound)
    kept = TextAcknowledgement.objects.order_by("pk").values_list("employee", "digest")
    assert list(kept) == [(one.pk, first.digest) for one in bound]
    with pytest.raises(RuleError, match="读现行的一版"):
        texts.acknowledge(employee=head, edition=first)
    texts.withdraw(actor=head.user, edition=second, reason="写错了")
    with pytest.raises(RuleError, match="已经撤回"):
        texts.acknowledge(employee=head, edition=second)
    assert (text.current, list(texts.outstanding(text))) == (first, [])


def test_who_isnt_bound_has_nothing_to_acknowledge():
    shipped_texts.install()
    ann = make_employee()

    waiting = [edition.text.code for edition in texts.to_acknowledge(ann)]

    assert waiting == ["habits", "security-duty"]
    with pytest.raises(PermissionDenied):
        texts.acknowledge(employee=ann, edition=HouseText.objects.get(code="managers-duties").current)


def test_what_is_outstanding_is_reminded_of_once_a_week():
    ann = make_employee()
    with time_machine.travel(local(1, 9), tick=False):
        shipped_texts.install()
        counts = [texts.remind(), texts.remind()]
    with time_machine.travel(local(1, 9) + timedelta(days=7), tick=False):
        texts.remind()

    title = "还没有确认：信息安全责任"
    assert counts == [2, 2]
    assert Notice.objects.filter(person=ann.user, title=title).count() == 2


def test_what_is_wrong_with_a_text_is_said_in_words():
    shipped_texts.install()
    text, boss = HouseText.objects.get(code="habits"), make_employee(role="general_manager").user
    current = text.current
    new = {"actor": boss, "title": "x", "kind": TextKind.DUTY}

    for call, words in (
        (lambda: texts.publish(actor=boss, text=text, body=" "), "请填写内容"),
        (
            lambda: texts.publish(actor=boss, text=text, body=current.body, body_en=current.body_en),
            "一字不差",
        ),
        (lambda: texts.withdraw(actor=boss, edition=current, reason=""), "写明撤回"),
        (lambda: texts.write(**new, code="habits", clause="K11"), "已经用过"),
        (lambda: texts.write(**new, code="x", clause="E14"), "依据的条款"),
    ):
        with pytest.raises(DomainError, match=words):
            call()
    texts.withdraw(actor=boss, edition=current, reason="重写")
    with pytest.raises(DomainError, match="已经撤回"):
        texts.withdraw(actor=boss, edition=current, reason="再撤")


def test_a_duty_is_acknowledged_with_one_tap():
    shipped_texts.install()
    ann = make_employee()
    phone = browser(ann)
    edition = HouseText.objects.get(code="habits").current

    page = phone.get("/admin/my/texts/").content.decode()
    phone.post("/admin/my/texts/", {"act": "acknowledge", "pk": edition.pk})
    again = phone.get("/admin/my/texts/?text=habits")
    flow = HouseText.objects.get(code="flow-visitors").current
    statuses = [
        phone.post("/admin/my/texts/", {"act": "acknowledge", "pk": pk}).status_code
        for pk in (flow.pk, 10**9)
    ]

    assert "这本手册写给每一位同事" in page
    assert [one.text.code for one in again.context["waiting_texts"]] == ["security-duty"]
    assert again.context["shown"] == edition
    assert statuses == [404, 404]
    assert phone.get("/admin/my/texts/?text=nothing").status_code == 404


@pytest.mark.rule("C1.3")
def test_workflows_in_force_are_linked_from_the_pages_that_they_govern():
    shipped_texts.install()
    boss = browser(make_employee(role="general_manager"))
    urls = ("/admin/orders/payout/", "/admin/my/visits/", "/admin/staff/employee/", "/admin/my/leave/")

    linked = {url: '"mall-workflow"' in boss.get(url).content.decode() for url in urls}
    flow = boss.get("/admin/my/texts/?text=flow-refunds")

    assert linked == dict(zip(urls, (True, True, False, False), strict=True))
    assert "结算付款每天早上自动拟好" in flow.content.decode()
    assert texts.workflow_for("orders_payout_approve").code == "flow-refunds"


@pytest.mark.rule("C1.3")
def test_texts_that_come_with_the_software_are_published_once_and_whole():
    counts = shipped_texts.install(), shipped_texts.install()

    assert counts == (len(shipped_texts.shipped()), 0)
    for text in HouseText.objects.all():
        assert all((text.title_en, text.current.body, text.current.body_en)), text.code
