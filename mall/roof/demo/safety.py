"""The demo's order and safety: visitors, a round, documents, duties and the departments' register."""

from __future__ import annotations

from datetime import datetime, timedelta
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image, ImageDraw

from mall.uploads.services import store
from staff.models import Area, Course, Department, Employee, Level, TextEdition
from staff.services import (
    blocks,
    entries,
    findings,
    gate,
    papers,
    rounds,
    sessions,
    shipped_texts,
    texts,
    visits,
)

POINTS = "灭火器在有效期内、压力正常\n疏散通道没有堆放\n下班后电源已关\n门禁和监控正常"


def make(staff: dict[str, Employee], *, now: datetime) -> None:
    """Written as of ``now``; ``staff`` is everybody by sign-in."""
    _visits(staff, now)
    _rounds(staff, now)
    _papers_and_texts(staff)
    _register(staff, now)


def _visits(staff: dict[str, Employee], now: datetime) -> None:
    guard = staff["guard"].user
    inside = visits.announce(
        actor=staff["marketing"].user,
        host=staff["marketing"],
        visitor_name="沈合作",
        company="远山广告",
        phone="13900000021",
        purpose="商量双旦首页活动的图片",
        planned_from_at=now - timedelta(minutes=50),
        planned_to_at=now + timedelta(hours=1),
        now=now - timedelta(hours=3),
    )
    visits.approve(actor=guard, visit=inside, now=now - timedelta(hours=2))
    gate.enter(actor=guard, visit=inside, now=now - timedelta(minutes=45))
    visits.announce(
        actor=staff["storekeeper"].user,
        host=staff["storekeeper"],
        visitor_name="葛修理",
        company="安顺叉车",
        phone="13900000022",
        purpose="检修叉车",
        area=Area.WAREHOUSE,
        planned_from_at=now + timedelta(minutes=40),
        planned_to_at=now + timedelta(hours=3),
        now=now,
    )
    blocks.block(
        actor=guard,
        name="牛闹事",
        phone="13900000029",
        clause="A13.2",
        reason="上月在仓库门口辱骂保安并强闯",
    )


def _rounds(staff: dict[str, Employee], now: datetime) -> None:
    guard, people = staff["guard"].user, Department.objects.get(code="people")
    plan = rounds.plan(
        actor=guard,
        area="办公区三层",
        department=people,
        points=POINTS,
        every_days=7,
        now=now - timedelta(days=6),
    )
    points = plan.point_list
    blocked = rounds.Seen(
        points[1], "茶水间门口堆了六箱样品，占了半条通道", staff["hr"], findings.default_due(now)
    )
    seen = [blocked if point == blocked.point else rounds.Seen(point) for point in points]
    rounds.walk(actor=guard, tour=plan.rounds.get(), seen=seen, now=now - timedelta(hours=5))


def _papers_and_texts(staff: dict[str, Employee]) -> None:
    """Duties and workflows in force, some acknowledged; two documents that not everybody may open."""
    shipped_texts.install()
    habits = TextEdition.objects.get(text__code="habits")
    for sign_in in ("manager", "hr", "service"):
        texts.acknowledge(employee=staff[sign_in], edition=habits)
    manager, finance = staff["manager"], staff["finance"]
    for employee, level in (
        (manager, Level.SECRET),
        (finance, Level.SECRET),
        (staff["hr"], Level.CONFIDENTIAL),
    ):
        papers.grant(actor=None, employee=employee, level=level, reason="岗位需要")
    office, money = (Department.objects.get(code=code) for code in ("office", "finance"))
    for number, title, level, department, owner in (
        ("ZD-001", "办公区应急疏散图", Level.INTERNAL, office, manager),
        ("CW-007", "下年度平台费率方案", Level.SECRET, money, finance),
    ):
        paper = papers.register(
            actor=manager.user, number=number, title=title, level=level, department=department, owner=owner
        )
        version = papers.add_version(actor=owner.user, paper=paper, note="初稿")
        store(actor=owner.user, subject=version, purpose=papers.PURPOSE, upload=_page(title))


def _register(staff: dict[str, Employee], now: datetime) -> None:
    """Five entries of different types, and a session to sign up for."""
    today = timezone.localdate(now)
    for kind, sign_in, title, days, typed in (
        (
            "plan",
            "marketing",
            "双旦首页活动",
            30,
            {"channel": "首页与站内信", "starts_on": today.isoformat(), "budget": "30000"},
        ),
        (
            "research",
            "marketing",
            "老顾客为什么回来",
            12,
            {"question": "半年内买过三次以上的人看重什么", "method": "电话回访 40 人"},
        ),
        (
            "competitor",
            "reviewer",
            "某平台上线产地直播",
            20,
            {"competitor": "某生鲜平台", "seen": "每天两场产地直播，下单送到次日", "source": "对方首页"},
        ),
        (
            "defect",
            "tech",
            "手机上筛选面板关不上",
            3,
            {
                "severity": "middle",
                "found_on": today.isoformat(),
                "symptom": "老款安卓手机打开筛选后，返回键不关面板",
            },
        ),
    ):
        owner = staff[sign_in]
        entries.open_entry(
            actor=owner.user,
            kind=kind,
            department=owner.position.department,
            title=title,
            owner=owner,
            due_on=today + timedelta(days=days),
            typed=typed,
            now=now,
        )
    entries.route_feedback(
        actor=staff["service"].user,
        goods="岩茶礼盒",
        words="茶罐盖子太紧，老人打不开",
        source="service",
        now=now,
    )
    sessions.plan_session(
        actor=staff["hr"].user,
        course=Course.objects.get(title="消防与急救"),
        starts_at=timezone.localtime(now + timedelta(days=5)).replace(
            hour=14, minute=0, second=0, microsecond=0
        ),
        minutes=90,
        place="三层会议室",
        room=12,
        now=now,
    )


def _page(title: str) -> SimpleUploadedFile:
    """A sheet with nothing but a frame: what stands on it isn't the demo's business."""
    image = Image.new("RGB", (420, 594), "#fdfaf4")
    ImageDraw.Draw(image).rectangle((20, 20, 400, 574), outline="#ae321c", width=2)
    file = BytesIO()
    image.save(file, "PNG")
    return SimpleUploadedFile(f"{title}.png", file.getvalue(), "image/png")
