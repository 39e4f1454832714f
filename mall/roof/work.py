"""What lies before a member of staff: clocks by deadline, and queues that wait for somebody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.db.models import Count, IntegerField, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy

from catalog.models import Product, ProductState
from mall.accounts.models import User
from mall.adminlinks import page_of
from mall.deadlines.models import Clock, OwnerKind
from mall.deadlines.models import State as ClockState
from mall.deadlines.time_left import words_for
from mall.deadlines.todo import Item, todo
from mall.notifications.models import Delivery
from merchants.models import (
    Appeal,
    AppealState,
    Application,
    ApplicationState,
    Demand,
    DemandState,
    Document,
    DocumentState,
    Sanction,
    Violation,
    ViolationState,
)
from orders.models import (
    AccountState,
    Order,
    OrderState,
    PaymentEvent,
    Payout,
    PayoutAccount,
    PayoutEvent,
    PayoutState,
    Refund,
    RefundState,
    Shipment,
)
from staff import own
from staff.models import Employee, EmployeeState, PayRun, PayRunState


@dataclass(frozen=True)
class Row:
    """A clock as the page shows it: ``tone`` colours it, ``left`` says the same in words."""

    item: Item
    url: str

    @property
    def tone(self) -> str:
        return self.item.tone

    @property
    def left(self) -> str:
        return words_for(self.item.left)


@dataclass(frozen=True)
class Queue:
    """Rows that wait for whoever has ``permission``; ``query`` is the changelist's filter that shows them.

    ``done_by`` names the field of who did the step before: theirs wait for another.
    """

    label: Any
    permission: str
    rows: QuerySet
    query: str
    done_by: str = ""

    def waiting_for(self, user) -> QuerySet:
        return self.rows.exclude(**{self.done_by: user}) if self.done_by else self.rows

    @property
    def url(self) -> str:
        meta = self.rows.model._meta
        return f"{reverse(f'admin:{meta.app_label}_{meta.model_name}_changelist')}?{self.query}"


@dataclass(frozen=True)
class Waiting:
    label: Any
    count: int
    url: str


def queues() -> tuple[Queue, ...]:
    """Every queue of the mall, in the order in which a document passes through it."""
    return (
        Queue(
            gettext_lazy("待审核商品"),
            "catalog.review_product",
            Product.objects.filter(state=ProductState.SUBMITTED),
            "state__exact=submitted",
        ),
        Queue(
            gettext_lazy("待审核入驻申请"),
            "merchants.change_application",
            Application.objects.filter(state=ApplicationState.SUBMITTED),
            "state__exact=submitted",
        ),
        Queue(
            gettext_lazy("待批准开店"),
            "merchants.change_application",
            Application.objects.filter(state=ApplicationState.PASSED),
            "state__exact=passed",
        ),
        Queue(
            gettext_lazy("待审核店铺资质"),
            "merchants.change_document",
            Document.objects.filter(state=DocumentState.PENDING, shop__isnull=False),
            "state__exact=pending",
        ),
        Queue(
            gettext_lazy("待复议申诉"),
            "merchants.change_appeal",
            Appeal.objects.filter(state=AppealState.OPEN),
            "state__exact=open",
        ),
        Queue(
            gettext_lazy("待登记结果的移送"),
            "merchants.change_sanction",
            Sanction.objects.without_outcome(),
            "outcome=waiting",
        ),
        Queue(
            gettext_lazy("待核对的整改与资料"),
            "merchants.change_demand",
            Demand.objects.filter(state=DemandState.ANSWERED),
            "state__exact=answered",
        ),
        Queue(
            gettext_lazy("从严监管店铺的在售商品"),
            "catalog.review_product",
            Product.objects.filter(state=ProductState.ON_SALE, shop__supervised_at__isnull=False),
            "state__exact=on_sale&shop__supervised_at__isempty=0",
        ),
        Queue(
            gettext_lazy("待处理违规"),
            "merchants.change_violation",
            Violation.objects.filter(state=ViolationState.REPORTED),
            "state__exact=reported",
        ),
        Queue(
            gettext_lazy("待发货订单"),
            "orders.view_order",
            Order.objects.filter(state=OrderState.PAID),
            "state__exact=paid",
        ),
        Queue(
            gettext_lazy("待商城处理的包裹"),
            "orders.change_shipment",
            Shipment.objects.for_staff(),
            "waiting=1",
        ),
        Queue(
            gettext_lazy("失败的退款"),
            "orders.change_refund",
            Refund.objects.filter(state=RefundState.FAILED),
            "state__exact=failed",
        ),
        Queue(
            gettext_lazy("待核对的支付事件"),
            "orders.add_eventreview",
            PaymentEvent.objects.to_review(),
            "review=waiting",
        ),
        Queue(
            gettext_lazy("待审批的结算付款"),
            "orders.change_payout",
            Payout.objects.filter(state=PayoutState.DRAFT),
            "state__exact=draft",
        ),
        Queue(
            gettext_lazy("失败的结算付款"),
            "orders.change_payout",
            Payout.objects.filter(state=PayoutState.FAILED),
            "state__exact=failed",
        ),
        Queue(
            gettext_lazy("渠道逾期未答复的付款"),
            "orders.change_payout",
            Payout.objects.filter(state=PayoutState.INSTRUCTED, silent_at__isnull=False),
            "silent=1",
        ),
        Queue(
            gettext_lazy("与付款渠道的差异"),
            "orders.add_payouteventreview",
            PayoutEvent.objects.to_review(),
            "review=waiting",
        ),
        Queue(
            gettext_lazy("待复核的收款账户"),
            "orders.change_payoutaccount",
            PayoutAccount.objects.filter(state=AccountState.WAITING, needs_approval=True),
            "state__exact=waiting&needs_approval__exact=1",
        ),
        Queue(
            gettext_lazy("待入职培训"),
            "staff.change_employee",
            Employee.objects.filter(state=EmployeeState.HIRED),
            "state__exact=hired",
        ),
        Queue(
            gettext_lazy("待批准的工资"),
            "staff.change_payrun",
            PayRun.objects.filter(state=PayRunState.DRAFT),
            "state__exact=draft",
            done_by="computed_by",
        ),
        Queue(
            gettext_lazy("发送失败的消息"),
            "notifications.view_delivery",
            Delivery.objects.filter(state=Delivery.State.FAILED),
            "state__exact=failed",
        ),
        Queue(
            gettext_lazy("处理失败的时限"),
            "deadlines.view_clock",
            Clock.objects.filter(state=ClockState.DEAD),
            "state__exact=dead",
        ),
    )


def waiting_for(user) -> list[Waiting]:
    """The queues that ``user`` may work on, with how many rows wait in each. One query for all."""
    open_to_user = [
        queue
        for queue in queues()
        if user.has_perm(queue.permission) and admin.site.is_registered(queue.rows.model)
    ]
    if not open_to_user:
        return []
    counts = _counts(user, [queue.waiting_for(user) for queue in open_to_user])
    return [Waiting(queue.label, count, queue.url) for queue, count in zip(open_to_user, counts, strict=True)]


def _counts(user, many: list[QuerySet]) -> list[int]:
    """How many rows each of ``many`` has, in one query, which hangs on the row of ``user``."""
    counts = {f"n{index}": _count(rows) for index, rows in enumerate(many)}
    row = User.objects.filter(pk=user.pk).values_list(*counts.values()) if counts else [()]
    return list(row[0])


def _count(rows: QuerySet) -> Coalesce:
    each = Count("pk", distinct=rows.query.distinct)
    one_group = rows.order_by().annotate(all=Value(1)).values("all").annotate(n=each).values("n")
    return Coalesce(Subquery(one_group, output_field=IntegerField()), 0)


@dataclass(frozen=True)
class Entry:
    """A page of one's own affairs; ``count`` things wait there."""

    title: Any
    words: Any
    icon: str
    url: str
    count: int


def employee_of(request: HttpRequest) -> Employee | None:
    """Who asks, where they are on active service; asked for once a request."""
    kept = vars(request)
    if "_works_as" not in kept:
        active = Employee.objects.filter(user=request.user.pk, state=EmployeeState.ACTIVE)
        kept["_works_as"] = active.select_related("position__department", "position__role").first()
        if kept["_works_as"]:
            kept["_works_as"].user = request.user  # with the permissions that they were asked for before
    return kept["_works_as"]


def main_pages_of(request: HttpRequest) -> list[type[own.OwnPage]]:
    """Where the person works all day, such as the door for the guard: first at home, and in the sidebar."""
    pages = [page for page in own.PAGES if page.main_for and page.is_open_to(request.user)]
    employee = employee_of(request) if pages else None
    return [page for page in pages if employee and employee.position.role.name == page.main_for]


def _entries_of(pages: list[type[own.OwnPage]], employee: Employee) -> list[Entry]:
    waiting = [page.waiting(employee) for page in pages]
    counts = iter(_counts(employee.user, [rows for many in waiting for rows in many]))
    return [
        Entry(
            page.title,
            page.words,
            page.icon,
            page.url(),
            sum(next(counts) for _rows in many) + page.also_waiting(employee),
        )
        for page, many in zip(pages, waiting, strict=True)
    ]


def own_pages_of(request: HttpRequest) -> list[Entry]:
    """The pages of their own affairs of somebody who works here; nothing for anybody else."""
    employee = employee_of(request)
    if employee is None:
        return []
    pages = [page for page in own.PAGES if page.words and page.is_for(employee)]
    pages.sort(key=lambda page: page.main_for != employee.position.role.name)
    return _entries_of(pages, employee)


def owners_of(request: HttpRequest) -> list[tuple[str, int]]:
    """Whose to-do lists a member of staff works off: their own, their department's, and those they head."""
    user: Any = request.user
    owners: list[tuple[str, int]] = [(OwnerKind.PERSON, user.pk)]
    employee = employee_of(request)
    if employee is None:
        return owners
    teams = {employee.position.department_id, *(department.pk for department in employee.heads.all())}
    return owners + [(OwnerKind.TEAM, pk) for pk in sorted(teams)]


def todo_of(request: HttpRequest, *, limit: int) -> list[Row]:
    """The first ``limit`` things that the person has to do, soonest first, with the page they may see."""
    items = todo(*owners_of(request), limit=limit)
    return [Row(item, _page_of(request, item.subject)) for item in items]


def _page_of(request: HttpRequest, subject) -> str:
    if hasattr(subject, "own_page"):
        return subject.own_page  # open to whoever has the clock, whatever their role
    return page_of(request, subject)
