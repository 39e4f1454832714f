"""The demo's order and safety: a visitor inside, one to come, and a round that found something."""

from __future__ import annotations

from datetime import datetime, timedelta

from staff.models import Area, Department, Employee
from staff.services import blocks, rounds, visits

POINTS = "灭火器在有效期内、压力正常\n疏散通道没有堆放\n下班后电源已关\n门禁和监控正常"


def make(staff: dict[str, Employee], *, now: datetime) -> None:
    _visits(staff, now)
    _rounds(staff, now)


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
    visits.enter(actor=guard, visit=inside, now=now - timedelta(minutes=45))
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
        points[1], "茶水间门口堆了六箱样品，占了半条通道", staff["hr"], rounds.default_due(now)
    )
    seen = [blocked if point == blocked.point else rounds.Seen(point) for point in points]
    rounds.walk(actor=guard, tour=plan.rounds.get(), seen=seen, now=now - timedelta(hours=5))
