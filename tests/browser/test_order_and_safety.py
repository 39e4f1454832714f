"""The door, a round and a confidential document, on a phone, from the first press to what is on record."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from io import BytesIO

import pytest
import time_machine
from django.utils import timezone
from PIL import Image

from mall.deadlines.sweep import sweep
from mall.uploads.models import PrivateFile
from staff.models import Finding, FindingState, Level, Round, Visit, VisitState
from staff.services import papers, rounds

from .conftest import SIZES
from .people import enter_admin
from .test_hours import local, make_colleagues, with_app

pytestmark = pytest.mark.django_db(transaction=True)
MORNING = timezone.make_aware(datetime.combine(date(2026, 12, 9), time(10)))


@pytest.fixture
def size():
    """These pages are made for the phone in a guard's hand."""
    return SIZES["phone"]


@pytest.fixture
def clock():
    with time_machine.travel(MORNING, tick=True) as traveller:
        yield traveller


def entered(visit, person):
    page = visit()
    enter_admin(page, person.user)
    return page


def picture() -> dict:
    file = BytesIO()
    Image.new("RGB", (600, 400), "white").save(file, "PNG")
    return {"name": "照片.png", "mimeType": "image/png", "buffer": file.getvalue()}


@pytest.mark.rule("A13.2")
def test_a_visitor_is_announced_approved_let_in_seen_to_stay_too_long_and_let_out(visit, clock):
    lead, ann, _bo = make_colleagues()
    host, leader, door = (entered(visit, one) for one in (ann, lead, with_app(role="security", name="门卫")))

    host.goto("/admin/my/visits/")
    host.get_by_label("访客姓名").fill("沈合作")
    host.get_by_label("手机号").fill("13900000021")
    host.get_by_label("预计到").fill(local(MORNING))
    host.get_by_label("预计离开").fill(local(MORNING + timedelta(hours=2)))
    host.get_by_label("来访事由").fill("看样品")
    host.get_by_role("button", name="登记", exact=True).click()
    host.get_by_text("已登记，批准后门岗放行。").wait_for()
    door.get_by_role("link", name=re.compile("门岗 今天约了谁")).click()
    door.get_by_text("待批准").wait_for()
    unlet = door.get_by_role("button", name="放行").count()
    leader.goto("/admin/my/visits/")
    leader.get_by_role("button", name="批准", exact=True).click()
    leader.get_by_text("已批准，门岗可以放行。").wait_for()
    host.goto("/admin/")
    host.get_by_role("link", name="接待沈合作，到了由门岗放行；没来会自动取消").wait_for()
    door.reload()
    door.get_by_role("button", name="放行 沈合作").click()
    door.get_by_text("沈合作 已登记进入。").wait_for()
    host.goto("/admin/")
    host.get_by_role("link", name="送沈合作到门岗登记离开").wait_for()
    clock.shift(timedelta(hours=3))
    sweep(now=timezone.now())
    door.reload()
    door.get_by_text("已超时 12:00").wait_for()
    host.goto("/admin/my/visits/")
    host.get_by_text("已超时 12:00").wait_for()
    door.get_by_role("button", name="离开 沈合作").click()
    door.get_by_text("现在没有访客。").wait_for()
    host.reload()

    found = Visit.objects.get()
    assert (unlet, found.state, found.decided_by) == (0, VisitState.LEFT, lead.user)
    assert found.entered_at < found.overstayed_at < found.left_at
    assert (host.get_by_text("已离开").count(), host.get_by_text("已超时").count()) == (1, 0)


@pytest.mark.rule("A13.1")
def test_a_round_is_walked_and_what_was_found_is_put_right_and_looked_at_again(visit, clock):
    _lead, ann, bo = make_colleagues()
    rounds.plan(actor=None, area="三层", department=ann.department, points="灭火器\n通道", every_days=7)
    walker, owner = entered(visit, ann), entered(visit, bo)

    walker.get_by_role("link", name="巡查三层").click()
    walker.get_by_role("link", name="三层").click()
    walker.get_by_role("group", name="灭火器").get_by_role("radio", name="正常").click()
    passage = walker.get_by_role("group", name="通道")
    passage.get_by_role("radio", name="有问题").click()
    passage.get_by_label("整改期限").fill("2026-12-08")
    walker.get_by_role("button", name="巡查完成").click()
    told = [
        passage.get_by_text(words).first.text_content()
        for words in ("请写明看到了什么。", "请选整改人。", "整改期限不能早于今天。")
    ]
    passage.get_by_label("看到了什么").fill("堆了样品")
    passage.get_by_label("照片").set_input_files(picture())
    passage.get_by_label("整改人").select_option(str(bo.pk))
    passage.get_by_label("整改期限").fill("2026-12-10")
    walker.get_by_role("button", name="巡查完成").click()
    walker.get_by_text("巡查已记下，1 处隐患已通知整改人。").wait_for()
    seen = (
        walker.get_by_text(re.compile("堆了样品.*最晚 12-10")).count(),
        walker.get_by_text("最晚 12-16").count(),
    )
    owner.goto("/admin/")
    owner.get_by_role("link", name="整改隐患：堆了样品").click()
    owner.get_by_label("怎样整改的").fill("搬走了")
    owner.get_by_role("button", name="已整改").click()
    owner.get_by_text("已登记，等复查。").wait_for()
    walker.goto("/admin/my/rounds/")
    walker.get_by_role("button", name="看过了，销项").click()
    walker.get_by_text("已销项。").wait_for()

    finding = Finding.objects.get()
    assert (len(told), seen) == (3, (1, 1))
    assert (finding.state, finding.closed_by) == (FindingState.CLOSED, ann.user)
    assert PrivateFile.objects.about(finding).count() == 1
    assert sorted(Round.objects.values_list("state", flat=True)) == ["due", "walked"]


@pytest.mark.rule("G12")
def test_a_confidential_document_opens_to_who_is_cleared_and_its_owner_sees_who_opened_it(visit, clock):
    boss = with_app(role="general_manager", name="总经理")
    _lead, ann, bo = make_colleagues()
    for one, level in ((boss, Level.SECRET), (ann, Level.SECRET)):
        papers.grant(actor=None, employee=one, level=level, reason="岗位需要")
    keeper, cleared, other = (entered(visit, one) for one in (boss, ann, bo))

    keeper.goto("/admin/my/papers/")
    keeper.get_by_label("文件编号").fill("CW-007")
    keeper.get_by_label("标题").fill("费率方案")
    keeper.get_by_label("密级").select_option(str(int(Level.SECRET)))
    keeper.get_by_label("部门").select_option(str(boss.department.pk))
    keeper.get_by_label("文件负责人").select_option(str(boss.pk))
    keeper.get_by_label("文件", exact=True).set_input_files(picture())
    keeper.get_by_role("button", name="登记文件").click()
    keeper.get_by_text("还没有人打开过。").wait_for()
    other.goto("/admin/my/papers/")
    hidden = other.get_by_text("费率方案").count()
    cleared.goto("/admin/my/papers/")
    cleared.get_by_role("link", name="费率方案").click()
    with cleared.expect_response(re.compile("/files/")) as opened:
        cleared.get_by_role("link", name=re.compile("第 1 版")).click()
    keeper.reload()
    keeper.get_by_role("region", name="谁打开过").get_by_text("小安").wait_for()

    assert (hidden, opened.value.status) == (0, 200)
    assert [look.viewer for look in papers.openings_of(papers.Paper.objects.get())] == [ann.user]
