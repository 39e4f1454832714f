"""One small mall with two of everything, and a visitor of every kind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from types import SimpleNamespace

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.test import Client
from django.utils import timezone

from catalog.models import (
    SKU,
    Campaign,
    Category,
    CategoryAttribute,
    ImportRun,
    ImportState,
    Picture,
    Product,
    ProductState,
    Stock,
)
from mall.accounts.models import Address, User
from mall.deadlines.models import Clock
from mall.notifications.models import Delivery
from merchants.models import (
    Appeal,
    Application,
    DailyReport,
    Demand,
    Document,
    FreightRate,
    FreightTemplate,
    Holiday,
    Invitation,
    Member,
    MemberRole,
    RequiredPermit,
    Sanction,
    Shop,
    ShopState,
    Violation,
)
from orders.models import (
    DispatchSheet,
    EventOutcome,
    Order,
    OrderLine,
    OrderState,
    Payment,
    PaymentEvent,
    PaymentState,
    Payout,
    PayoutAccount,
    PayoutEvent,
    PayoutHold,
    Refund,
    Review,
    Shipment,
    Trade,
    TradeState,
)
from staff.models import Application as JobApplication
from staff.models import (
    Appraisal,
    AttendanceResult,
    BlockedVisitor,
    Breach,
    Clearance,
    Course,
    Cycle,
    Decision,
    Department,
    Duty,
    Employee,
    EmployeeState,
    Enrolment,
    Entry,
    Finding,
    Handover,
    HouseText,
    Lapse,
    LevelGrant,
    Meeting,
    Notice,
    Opening,
    Paper,
    PayGrade,
    PayLine,
    PayPlacement,
    PayRate,
    PayRun,
    Payslip,
    Position,
    Punch,
    Round,
    RoundPlan,
    Target,
    TextEdition,
    TrainingRecord,
    TrainingSession,
    Visit,
)
from staff.roles import ROLES
from staff.services import roles
from tests.ground.people import make_account


@dataclass(frozen=True)
class Visitor:
    """``kind`` is anonymous, shopper, stranger, member or staff; ``role`` is the member's or the staff's."""

    name: str
    kind: str
    role: str = ""
    user: User | None = None


@dataclass(frozen=True)
class World:
    mine: SimpleNamespace  # the shopper's things, and those of the shop whose members visit
    theirs: SimpleNamespace  # somebody else's
    visitors: tuple[Visitor, ...]


def person(name: str, **over) -> User:
    return make_account(email=f"{name}@example.test", display_name=name, **over)


def _shop(name: str, buyer: User, category: Category) -> SimpleNamespace:
    now = timezone.now()
    shop = Shop.objects.create(slug=name, name=name, state=ShopState.OPEN, opened_at=now)
    product = Product.objects.create(
        shop=shop,
        category=category,
        code="P1",
        name=f"{name} 苹果",
        origin="山东",
        state=ProductState.ON_SALE,
        on_sale_at=now,
        price_from=1000,
    )
    sku = SKU.objects.create(product=product, shop=shop, code="S1", price=1000)
    Stock.objects.create(sku=sku)
    picture = Picture.objects.create(product=product, file="goods/x.webp", width=1, height=1, digest="0" * 64)
    trade = Trade.objects.create(
        number=f"T{name}",
        buyer=buyer,
        state=TradeState.PAID,
        total=1000,
        paid_at=now,
        pay_by=now + timedelta(minutes=30),
    )
    order = Order.objects.create(
        number=f"O{name}",
        trade=trade,
        shop=shop,
        buyer=buyer,
        fulfilment="merchant",
        state=OrderState.PAID,
        goods_total=1000,
        total=1000,
        recipient="王小明",
        phone="13800000000",
        division="330106",
        street="文三路 1 号",
        paid_at=now,
    )
    line = OrderLine.objects.create(
        order=order, sku=sku, category=category, name=product.name, unit_price=1000, amount=1000
    )
    parcel = Shipment.objects.create(order=order, carrier="顺丰速运", tracking_number="SF1234567890")
    review = Review.objects.create(line=line, product=product, shop=shop, buyer=buyer, rating=5)
    payment = Payment.objects.create(
        trade=trade,
        provider="sandbox",
        number=f"P{name}",
        amount=1000,
        captured=1000,
        state=PaymentState.CAPTURED,
        counts=True,
    )
    refund = Refund.objects.create(payment=payment, order=order, number=f"R{name}", amount=1, reason="…")
    event = PaymentEvent.objects.create(
        provider="sandbox", event_id=name, kind="captured", amount=1, outcome=EventOutcome.QUARANTINED
    )
    hold = PayoutHold.objects.create(shop=shop, order=order, clause="D8.3", reason="…")
    payout_account = PayoutAccount.objects.create(
        shop=shop, holder="王小明", bank="招商银行", number="6225880012345678", tail="5678", due_at=now
    )
    payout = Payout.objects.create(
        number=f"W{name}", shop=shop, account=payout_account, amount=1, payable=1, held=0
    )
    payout_event = PayoutEvent.objects.create(
        provider="sandbox", event_id=name, kind="confirmed", amount=1, outcome=EventOutcome.QUARANTINED
    )
    address = Address.objects.create(
        user=buyer, recipient="王小明", phone="13800000000", division="330106", street="文三路 1 号"
    )
    session = UserSession.objects.create(
        user=buyer, session_key=f"key-{name}", ip="192.0.2.1", user_agent="x"
    )
    run = ImportRun.objects.create(shop=shop, state=ImportState.CHECKED, file_name="x.csv", digest="0" * 64)
    freight = FreightTemplate.objects.create(shop=shop, name="标准", method="flat")
    FreightRate.objects.create(template=freight, first_fee=800)
    dispatch_sheet = DispatchSheet.objects.create(shop=shop, file_name="x.csv", uploaded_by=buyer)
    application = Application.objects.create(applicant=buyer, kind="person", state="submitted", name=name)
    document = Document.objects.create(application=application, shop=shop, type="food_permit")
    requirement = RequiredPermit.objects.create(category=name, type="food_permit")
    sanction = Sanction.objects.create(shop=shop, kind="warning", clause="B13.1", reason="…")
    appeal = Appeal.objects.create(sanction=sanction, text="…", appealed_by=buyer)
    holiday = Holiday.objects.create(
        shop=shop,
        from_at=now + timedelta(days=9),
        until_at=now + timedelta(days=10),
        planned_by=buyer,
    )
    DailyReport.objects.create(shop=shop, day=now.date())
    invitation = Invitation.objects.create(
        shop=shop,
        role="goods",
        address=f"invited-{name}@example.test",
        masked="i***",
        token_hash=name,
        invited_by=buyer,
        due_at=now,
    )
    demand = Demand.objects.create(shop=shop, kind="information", text="…", due_at=now)
    violation = Violation.objects.create(shop=shop, clause="D8.1", facts="…", reported_by=buyer)
    return SimpleNamespace(
        refund=refund,
        event=event,
        hold=hold,
        payout_account=payout_account,
        payout=payout,
        payout_event=payout_event,
        sanction=sanction,
        appeal=appeal,
        demand=demand,
        invitation=invitation,
        holiday=holiday,
        application=application,
        document=document,
        requirement=requirement,
        violation=violation,
        dispatch_sheet=dispatch_sheet,
        freight=freight,
        run=run,
        shop=shop,
        product=product,
        sku=sku,
        picture=picture,
        trade=trade,
        order=order,
        line=line,
        review=review,
        parcel=parcel,
        address=address,
        session=session,
        category=category,
        shopper=buyer,
    )


def _staff(role: str, groups) -> User:
    user = person(f"staff-{role}", is_staff=True)
    user.groups.set([groups[role]] if role in groups else [])
    return user


def _people(mine: SimpleNamespace, department: Department, active: Employee) -> None:
    """What the staff app keeps of its people."""
    today, now = timezone.localdate(), timezone.now()
    mine.target = Target.objects.create(
        department=department, title="指标", unit="%", goal=9, starts_on=today, due_on=today
    )
    mine.meeting = Meeting.objects.create(
        held_at=now, agenda="……", minutes="……", seats_filled=1, recorded_by=active.user
    )
    mine.clearance = Clearance.objects.create(employee=active, reason="……", last_day_on=today)


def _hours_worked(active: Employee) -> None:
    """A shift as it was lived."""
    now = timezone.now()
    duty = Duty.objects.create(
        employee=active, starts_at=now - timedelta(hours=9), ends_at=now - timedelta(hours=1)
    )
    Punch.objects.create(employee=active, duty=duty, kind="in", at=duty.starts_at)
    Lapse.objects.create(
        employee=active,
        duty=duty,
        kind="away",
        from_at=duty.starts_at,
        to_at=duty.ends_at,
        evidence="……",
        recorded_by=active.user,
    )
    AttendanceResult.objects.create(duty=duty, employee=active, day=duty.work_day, computed_at=now)
    Handover.objects.create(duty=duty, department=active.department)
    Notice.objects.create(title="……", body="……", published_by=active.user)


def _growth(mine: SimpleNamespace, shopper: User, active: Employee) -> None:
    """Somebody who applies, and somebody who is appraised."""
    now, today = timezone.now(), timezone.localdate()
    mine.opening = Opening.objects.create(position=active.position, summary="……", criteria="……")
    mine.job_application = JobApplication.objects.create(
        opening=mine.opening, applicant=shopper, name="……", about="……", consented_at=now
    )
    cycle = Cycle.objects.create(title="……", starts_on=today, ends_on=today + timedelta(days=90))
    mine.appraisal = Appraisal.objects.create(cycle=cycle, employee=active)
    course = Course.objects.create(title="……", every_days=1)
    TrainingRecord.objects.create(course=course, employee=active, held_on=today, score=80, is_passed=True)
    mine.breach = Breach.objects.create(employee=active, clause="K8.7", facts="……", happened_at=now)
    Decision.objects.create(employee=active, kind="penalty", reason="……", breach=mine.breach)


def _pay(mine: SimpleNamespace, active: Employee) -> None:
    """Somebody's grade, insurance and a month's slip."""
    month = timezone.localdate().replace(day=1)
    grade = PayGrade.objects.create(code="p1", name="……")
    rate = PayRate.objects.create(grade=grade, monthly=1_000, from_on=month)
    PayPlacement.objects.create(grade=grade, employee=active, from_on=month)
    mine.enrolment = Enrolment.objects.create(employee=active, kind="pension", base=1_000, from_on=month)
    mine.settled_run = PayRun.objects.create(first_on=date(2026, 1, 1), state="approved")
    mine.pay_run = PayRun.objects.create(first_on=month)
    slip = Payslip.objects.create(run=mine.pay_run, employee=active, earned=1_000, net=1_000)
    PayLine.objects.create(
        payslip=slip,
        kind="base",
        month_on=month,
        amount=1_000,
        source_kind="staff.payrate",
        source_id=rate.pk,
    )


def _order_and_safety(mine: SimpleNamespace, department: Department, active: Employee) -> None:
    """A visitor, somebody who isn't let in, and a round with a finding."""
    now, today = timezone.now(), timezone.localdate()
    Visit.objects.create(
        visitor_name="……",
        host=active,
        purpose="……",
        planned_from_at=now,
        planned_to_at=now + timedelta(hours=1),
    )
    mine.blocked = BlockedVisitor.objects.create(
        name="……", phone_hash="x", known_by="……", clause="A13.2", reason="……"
    )
    plan = RoundPlan.objects.create(area="……", department=department, points="……")
    tour = Round.objects.create(plan=plan, due_at=now, points=[{"point": "……", "is_fine": False}])
    Finding.objects.create(round=tour, point="……", words="……", owner=active, due_on=today)
    mine.level_grant = LevelGrant.objects.create(employee=active, level=3, reason="……")
    Paper.objects.create(number="……", title="……", department=department, owner=active)
    mine.house_text = HouseText.objects.create(code="x", title="……", clause="K11")
    TextEdition.objects.create(text=mine.house_text, number=1, body="……", digest="x")
    Entry.objects.create(
        kind="research",
        department=department,
        title="……",
        owner=active,
        due_on=today,
        data={"question": "……"},
    )
    mine.session_held = TrainingSession.objects.create(
        course=Course.objects.first(), starts_at=now + timedelta(days=3), place="……"
    )


def make_world() -> World:
    groups = roles.sync()
    shopper, other = person("shopper"), person("other")
    category = Category.objects.create(slug="fruit", name="水果")
    mine, theirs = _shop("mine", shopper, category), _shop("theirs", other, category)
    mine.attribute = CategoryAttribute.objects.create(category=category, name="甜度")
    members = {role: person(f"member-{role}") for role in MemberRole.values}
    for role, user in members.items():
        Member.objects.create(shop=mine.shop, user=user, role=role)
    stranger = person("stranger")
    Member.objects.create(shop=theirs.shop, user=stranger, role=MemberRole.OWNER)
    department = Department.objects.create(code="hr", name="人事部")
    position = Position.objects.create(department=department, title="人事", role=groups["hr"])
    mine.hired = Employee.objects.create(user=person("hired"), number="E1", name="新人", position=position)
    active = Employee.objects.create(
        user=person("active"), number="E2", name="老人", position=position, state=EmployeeState.ACTIVE
    )
    _people(mine, department, active)
    tomorrow = timezone.now() + timedelta(days=1)
    mine.duty = Duty.objects.create(
        employee=active, starts_at=tomorrow, ends_at=tomorrow + timedelta(hours=8)
    )
    _hours_worked(active)
    _growth(mine, shopper, active)
    _order_and_safety(mine, department, active)
    _pay(mine, active)
    mine.clock = Clock.objects.create(
        rule="A5.1",
        stage="x",
        subject_kind="staff.employee",
        subject_id=active.pk,
        owner_kind="mall",
        owner_id=0,
        due_at=tomorrow,
        wake_at=tomorrow,
        figure={"seconds": 1},
    )
    mine.delivery = Delivery.objects.create(channel="email", address="a@example.test", key="world")
    mine.campaign = Campaign.objects.create(
        title="秋茶", query="茶", starts_at=timezone.now() - timedelta(days=1), ends_at=tomorrow
    )
    mine.member = Member.objects.get(shop=mine.shop, role=MemberRole.GOODS)
    theirs.member = Member.objects.get(shop=theirs.shop)
    return World(
        mine,
        theirs,
        (
            Visitor("anonymous", "anonymous"),
            Visitor("shopper", "shopper", user=shopper),
            Visitor("another shop's owner", "stranger", user=stranger),
            *(Visitor(f"member: {role}", "member", role, user) for role, user in members.items()),
            Visitor("staff without a role", "staff", "", _staff("none", groups)),
            *(
                Visitor(f"staff: {role.code}", "staff", role.code, _staff(role.code, groups))
                for role in ROLES
            ),
            Visitor("superuser", "superuser", "", person("root", is_staff=True, is_superuser=True)),
        ),
    )


def client_of(visitor: Visitor) -> Client:
    """A client signed in as the visitor; staff have shown their second factor."""
    client = Client(raise_request_exception=False)
    if visitor.user is None:
        return client
    client.force_login(visitor.user)
    if visitor.user.is_staff:
        factor = {"user": visitor.user, "type": Authenticator.Type.TOTP}
        Authenticator.objects.get_or_create(**factor, defaults={"data": {"secret": ""}})
        session = client.session
        session["account_authentication_methods"] = [
            {"method": "mfa", "type": "totp", "at": timezone.now().timestamp()}
        ]
        session["account_authentication_methods_user"] = str(visitor.user.pk)
        session.save()
    return client
