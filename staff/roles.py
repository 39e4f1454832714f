"""The role groups and exactly what each may do. A position names its role; nobody gets permissions singly.

Permissions are named as text, because the models of the apps above can't be imported from here. What follows
the life cycle of a document (approve, sign, pay out) is decided by the services; a permission opens a page.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Role:
    """``code`` is the name of the auth group; ``label`` is what people read."""

    code: str
    label: Promise
    permissions: tuple[str, ...]


def _may(verbs: str, *models: str) -> tuple[str, ...]:
    """``_may("view change", "catalog.product")`` → catalog.view_product, catalog.change_product."""
    return tuple(
        f"{app}.{verb}_{name}"
        for app, name in (model.split(".") for model in models)
        for verb in verbs.split()
    )


_GOODS = _may(
    "view",
    "catalog.category",
    "catalog.categoryattribute",
    "catalog.product",
    "catalog.sku",
    "catalog.picture",
)
_STOCK = _may("view", "catalog.stock", "catalog.movement", "catalog.reservation")
_ORDERS = _may(
    "view", "orders.trade", "orders.order", "orders.orderline", "orders.shipment", "orders.shipmentline"
)
_PAYMENTS = _may("view", "orders.payment", "orders.paymentevent", "orders.refund")
_LEDGER = _may(
    "view",
    "orders.account",
    "orders.journal",
    "orders.entry",
    "orders.payouthold",
    "orders.payout",
    "orders.payoutaccount",
    "orders.payoutevent",
)
_SHOPS = _may(
    "view",
    "merchants.shop",
    "merchants.member",
    "merchants.violation",
    "merchants.application",
    "merchants.document",
    "merchants.requiredpermit",
    "merchants.ban",
    "merchants.sanction",
    "merchants.appeal",
    "merchants.demand",
    "merchants.dailyreport",
    "merchants.invitation",
    "merchants.holiday",
)
_PEOPLE = _may(
    "view",
    "staff.department",
    "staff.position",
    "staff.employee",
    "staff.jobtype",
    "staff.duty",
    "staff.breach",
)
_ROSTER = _may(
    "view add change",
    "staff.duty",
    "staff.shiftkind",
    "staff.pattern",
    "staff.cover",
    "staff.rostermonth",
)
_HOURS = _may("view", "staff.leaverequest", "staff.leaveentry", "staff.swap", "staff.holiday")
_PAPERS = _may("view", "staff.target", "staff.seat", "staff.meeting", "staff.clearance") + _may(
    "view",
    "staff.attendanceresult",
    "staff.punch",
    "staff.lapse",
    "staff.handover",
    "staff.notice",
)
_GROWTH = _may(
    "view",
    "staff.appraisal",
    "staff.cycle",
    "staff.decision",
    "staff.course",
    "staff.trainingrecord",
)
_DOOR = _may("view change", "staff.visit")
_SAFETY = _may(
    "view", "staff.visit", "staff.blockedvisitor", "staff.roundplan", "staff.round", "staff.finding"
)
_TEXTS = _may("view", "staff.housetext", "staff.paper")
_SESSIONS = _may("view", "staff.trainingsession")
_KEEPS_TEXTS = _may("add change", "staff.housetext", "staff.paper") + _may(
    "view add change", "staff.levelgrant"
)
_RULEBOOK = _may("view", "rulebook.resolution", "rulebook.amendment", "rulebook.refusal", "rulebook.edition")

ROLES = (
    Role(
        "customer_service",
        _("客服"),
        (
            *_ORDERS,
            *_PAYMENTS,
            *_GOODS,
            *_may("view", "merchants.shop", "accounts.user", "notifications.notice"),
            *_may("change", "orders.shipment"),
            "accounts.reveal_user",
        ),
    ),
    Role(
        "marketing_head",
        _("市场部负责人"),
        (
            *_ORDERS,
            *_GOODS,
            *_may("view", "merchants.shop", "catalog.stock"),
            *_may("view add change", "catalog.campaign"),
        ),
    ),
    Role(
        "handler",
        _("理货员"),
        (*_GOODS, *_may("view", "catalog.stock", "orders.order", "orders.orderline"), *_DOOR),
    ),
    Role(
        "storekeeper",
        _("仓管员"),
        (*_GOODS, *_STOCK, *_may("view", "orders.order", "orders.orderline"), *_DOOR),
    ),
    Role(
        "security",
        _("安保与前台"),
        (
            *_DOOR,
            *_SAFETY,
            *_may("add change", "staff.blockedvisitor", "staff.roundplan"),
            "staff.approve_visit",
            *_TEXTS,
            "staff.audit_paper",
        ),
    ),
    Role(
        "catalogue_reviewer",
        _("商品审核员"),
        (
            *_GOODS,
            "catalog.review_product",
            *_may("change", "catalog.product"),
            *_may("add change", "catalog.category", "catalog.categoryattribute"),
            *_may("view", "catalog.pricerecord", "catalog.importrun", "catalog.stock", "merchants.shop"),
        ),
    ),
    Role(
        "merchant_manager",
        _("商家管理员"),
        (
            *_SHOPS,
            *_GOODS,
            *_may("change", "merchants.shop", "merchants.application", "merchants.document"),
            *_may("add change", "merchants.violation", "merchants.requiredpermit"),
            *_may("add change", "merchants.sanction", "merchants.appeal", "merchants.demand"),
            *_may("add change delete", "merchants.member"),
            *_may("view change", "orders.shipment"),
            *_may("view", "catalog.importrun", "accounts.user"),
        ),
    ),
    Role(
        "finance",
        _("财务"),
        (
            *_ORDERS,
            *_PAYMENTS,
            *_LEDGER,
            *_may("change", "orders.refund", "orders.payment", "orders.payouthold"),
            *_may("view add change", "orders.commissionrate"),
            *_may("add", "orders.eventreview", "orders.payouteventreview", "orders.payouthold"),
            *_may("add change", "orders.payout"),
            *_may("change", "orders.payoutaccount"),
            "orders.reveal_payoutaccount",
            *_may("view", "merchants.shop"),
        ),
    ),
    Role(
        "hr",
        _("人事"),
        (
            *_PEOPLE,
            *_may("add change", "staff.department", "staff.position", "staff.employee", "staff.jobtype"),
            *_may("add", "staff.breach", "staff.leaveentry"),
            *_may("add change", "staff.holiday"),
            *_ROSTER,
            *_HOURS,
            *_may("view", "auth.group", "accounts.user"),
            *_PAPERS,
            *_may("change", "staff.clearance"),
            *_GROWTH,
            *_may("view", "staff.opening", "staff.application"),
            *_may("add", "staff.opening", "staff.cycle", "staff.decision", "staff.course"),
            *_may("add", "staff.trainingrecord"),
            *_SESSIONS,
            *_may("add change", "staff.trainingsession"),
            *_may("change", "staff.application", "staff.appraisal"),
            *_may("add", "staff.notice"),
            *_SAFETY,
            *_DOOR,
            *_may("add change", "staff.blockedvisitor", "staff.roundplan"),
            "staff.approve_visit",
            *_TEXTS,
            *_KEEPS_TEXTS,
        ),
    ),
    Role(
        "payroll",
        _("薪酬"),
        (
            *_may("view", "staff.department", "staff.position", "staff.employee"),
            *_may("view add", "staff.paygrade", "staff.payrate", "staff.payplacement"),
            *_may("view add change", "staff.enrolment", "staff.payrun"),
            *_may("view", "staff.payslip", "staff.attendanceresult", "staff.leaverequest"),
            *_may("view", "staff.leaveentry", "staff.decision"),
        ),
    ),
    Role(
        "department_head",
        _("部门负责人"),
        (
            *_PEOPLE,
            *_ROSTER,
            *_may("view", "staff.holiday"),
            *_may("add", "staff.breach"),
            *_may("view", "deadlines.clock", "rulebook.refusal"),
            *_PAPERS,
            *_may("add", "staff.notice"),
            *_GROWTH,
            *_SAFETY,
            *_TEXTS,
            *_may("add", "staff.paper"),
            *_SESSIONS,
        ),
    ),
    Role(
        "general_manager",
        _("总经理"),
        (
            *_ORDERS,
            *_PAYMENTS,
            *_LEDGER,
            *_GOODS,
            *_STOCK,
            *_SHOPS,
            *_PEOPLE,
            *_RULEBOOK,
            *_may("change", "staff.department", "deadlines.clock", "notifications.delivery"),
            *_may("add", "rulebook.resolution", "rulebook.amendment"),
            *_PAPERS,
            *_may("add", "staff.target", "staff.meeting", "staff.seat", "staff.notice"),
            *_GROWTH,
            *_may("view", "staff.opening"),
            *_may("add", "staff.decision"),
            *_may("change", "staff.seat"),
            *_SAFETY,
            "staff.approve_visit",
            *_TEXTS,
            *_KEEPS_TEXTS,
            "staff.audit_paper",
            *_SESSIONS,
            *_may("view", "staff.entry"),
            *_may("view", "deadlines.clock", "audit.act", "audit.look", "audit.seal", "auth.group"),
            *_may("view", "orders.commissionrate", "catalog.pricerecord", "catalog.importrun"),
            *_may("view", "catalog.campaign"),
            *_may("view", "notifications.notice", "notifications.delivery"),
        ),
    ),
)
BY_CODE = {role.code: role for role in ROLES}


def label(code: str):
    """What people call the group of this name; a group that isn't one of ours keeps its own name."""
    return BY_CODE[code].label if code in BY_CODE else code
