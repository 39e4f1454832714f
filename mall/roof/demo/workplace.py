"""What the demo mall's staff have among themselves: duties, targets, a committee, somebody who leaves."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone

from staff.models import Department, Duty, Employee, LeaveRequest, LineKind, Position, Punch, PunchKind
from staff.services import (
    appraisals,
    attendance,
    clearances,
    committee,
    hiring,
    notices,
    targets,
    trainings,
)

DUTIES = {
    "总经理": ("主持全面经营，批准制度与预算。", "对公司战略和年度目标负总责。"),
    "客服部经理": ("24 小时客服排班与服务质量。", "把顾客的意见带进每一项决定。"),
    "市场部负责人": ("市场调研、营销计划与调拨单复核。", "提高品牌知名度，不以低价换销量。"),
    "仓储部经理": ("仓库与理货区的安全、准确和时效。", "库存账实相符，按时出库。"),
    "商品审核员": ("商品合规审核与分类维护。", "不合规的商品不上架。"),
    "商家经理": ("商家入驻、培训与违规处理。", "让守规矩的商家得到公平的待遇。"),
    "会计": ("账务、结算与付款复核。", "每一分钱都有来处和去处。"),
    "技术总监": ("系统的发布、缺陷修复与数据安全。", "系统稳定是每个部门的底线。"),
    "安保与前台": ("来访登记、门岗与安全巡查。", ""),
    "人事专员": ("招聘、培训与考核。", "规则对每个人一样。"),
    "薪酬专员": ("工资计算、复核与参保登记。", "每一行都说得出来处。"),
    "客服专员": ("解答咨询，受理投诉，写清交接。", ""),
    "夜班客服": ("夜间受理咨询与投诉，遇大事报告。", ""),
    "仓管员": ("收发存账目，每日对数。", ""),
    "理货员": ("验收、拣货、装箱与交接。", ""),
    "出纳": ("付款复核与银行对账。", ""),
}
TARGETS = (
    ("service", "首次响应达标率", "%", 95, 91),
    ("warehouse", "24 小时内出库", "%", 98, 97),
    ("marketing", "新增收藏店铺", "人", 2_000, 1_240),
    ("merchants", "新入驻商家", "家", 20, 12),
)
SEATS = (
    ("总经理", "General manager", "manager"),
    ("市场总监", "Marketing director", "marketing"),
    ("产品总监", "Product director", "reviewer"),
    ("技术总监", "Technology director", "tech"),
)


NOTICES = (
    (
        "双旦活动口径统一",
        "双旦期间满减不与店铺券叠加。顾客问起，请按活动页的说明回答，不承诺页面以外的优惠。",
    ),
    ("冷链商品延误的答复", "本周北方大雪，冷链商品可能晚到一天。请主动告知，并按规则登记。"),
)

EARLY = -12  # minutes after the start of a shift at which people come, as relief does


def make(staff: dict[str, Employee], *, now: datetime) -> None:
    """Written as of ``now``; ``staff`` is everybody by sign-in."""
    for title, (duties, wider) in DUTIES.items():
        Position.objects.filter(title=title).update(duties=duties, wider_duties=wider)
    manager = Employee.objects.get(pk=staff["manager"].pk).user
    today = timezone.localdate(now)
    _targets(manager, today)
    _committee(staff, manager, now)
    for title, body in NOTICES:
        notices.publish(actor=staff["service-head"].user, title=title, body=body)
    _growth(staff, today)
    clearance = clearances.open_clearance(
        actor=staff["hr"].user,
        employee=staff["night"],
        reason="回乡照顾家人",
        last_day_on=today + timedelta(days=9),
    )
    keys = clearance.lines.get(kind=LineKind.KEYS)
    clearances.sign(actor=staff["storekeeper"].user, line=keys, note="门禁卡 1 张已收回")


def _growth(staff: dict[str, Employee], today: date) -> None:
    """An opening, a training that some are due for, and a cycle of appraisals that is under way."""
    hr = staff["hr"].user
    hiring.publish(
        actor=hr,
        position=staff["night"].position,
        headcount=2,
        summary="夜间接待顾客：解答咨询，受理投诉，遇到大事按流程报告。每月排班，夜班另有补贴。",
        criteria="表达清楚，打字每分钟 60 字以上；能上夜班；有客服经验的优先。",
    )
    course = trainings.plan(actor=hr, title="消防与急救", department=None, every_days=180, pass_score=60)
    for sign_in in ("service", "storekeeper", "handler"):
        trainings.attend(
            actor=hr, course=course, employee=staff[sign_in], held_on=today - timedelta(days=40), score=86
        )
    appraisals.open_cycle(
        actor=hr,
        title=f"{today.year} 年下半年",
        starts_on=date(today.year, 7, 1),
        ends_on=date(today.year, 12, 31),
    )


def live(staff: dict[str, Employee], *, now: datetime) -> None:
    """The shifts of the rosters as they were worked: some were late, one forgot to clock out."""
    this_month = timezone.localdate(now).replace(day=1)
    # (whose, whether of last month): minutes late at the latest of these shifts.
    odd = {
        (staff["service"].pk, False): 25,
        (staff["storekeeper"].pk, False): 4,
        (staff["service"].pk, True): 8,
        (staff["handler"].pk, True): 12,
    }
    forgetful, punches = staff["handler"], []
    away = LeaveRequest.objects.approved().filter(
        employee=OuterRef("employee"), starts_at__lt=OuterRef("ends_at"), ends_at__gt=OuterRef("starts_at")
    )
    begun = list(
        Duty.objects.published().filter(starts_at__lte=now).filter(~Exists(away)).order_by("-starts_at", "id")
    )
    forgotten = next(
        (duty for duty in begun if duty.employee_id == forgetful.pk and duty.ends_at < now), None
    )
    for duty in begun:
        key = (duty.employee_id, duty.work_day < this_month)
        late = odd.pop(key, EARLY) if duty.ends_at < now else EARLY
        came_at = duty.starts_at + timedelta(minutes=late)
        punches.append(Punch(employee_id=duty.employee_id, duty=duty, kind=PunchKind.IN, at=came_at))
        if duty.ends_at < now and duty != forgotten:
            went_at = duty.ends_at + timedelta(minutes=4)
            punches.append(Punch(employee_id=duty.employee_id, duty=duty, kind=PunchKind.OUT, at=went_at))
    Punch.objects.bulk_create(punches)
    attendance.close(now=now)
    if forgotten is not None:
        attendance.ask_correction(
            employee=forgetful,
            duty=forgotten,
            kind=PunchKind.OUT,
            meant_at=forgotten.ends_at,
            reason="装车到很晚，忘了打卡",
            now=now,
        )


def _targets(manager, today: date) -> None:
    departments = {department.code: department for department in Department.objects.all()}
    for code, title, unit, goal, reached in TARGETS:
        target = targets.set_target(
            actor=manager,
            department=departments[code],
            title=title,
            unit=unit,
            goal=goal,
            starts_on=today.replace(month=1, day=1),
            due_on=today.replace(month=12, day=31),
        )
        targets.report(actor=None, target=target, reached=reached, note="月度经营报表")


def _committee(staff: dict[str, Employee], manager, now: datetime) -> None:
    for place, (title, title_en, sign_in) in enumerate(SEATS, start=1):
        committee.seat(actor=manager, title=title, title_en=title_en, place=place, holder=staff.get(sign_in))
    meeting = committee.record_meeting(
        actor=manager,
        held_at=now - timedelta(days=12),
        agenda="年末促销期间的服务时限",
        minutes="讨论订单高峰期间的客服排班与发货时限，一致同意不放宽对顾客的承诺。",
        present=[staff["manager"], staff["marketing"], staff["reviewer"]],
    )
    committee.resolve(
        actor=manager,
        meeting=meeting,
        number=f"{now:%Y}-11",
        title="促销期间不放宽时限",
        text="促销期间投诉 48 小时、发货 24 小时的时限不变，人手不足时由部门负责人加班次。",
        in_favour=3,
        against=0,
    )
