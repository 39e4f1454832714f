"""The demo mall: believable, the same each time, with books that agree, and only beside embedded engines."""

from __future__ import annotations

import re
import tomllib
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from io import StringIO

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import Count, F, Q, Sum
from django.forms import model_to_dict
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from catalog.models import SKU, Campaign, Category, CategoryAttribute, Product, ProductState, Stock
from catalog.services.attributes import save_attribute
from mall.accounts.models import User
from mall.deadlines.models import Clock, State
from mall.roof import demo
from mall.roof.demo import accounts, build, catalogue, hours, pay, trading, workforce
from mall.roof.demo.drawing import Look, lettering, render
from mall.roof.demo.goods import Market
from mall.roof.demo.merchants import FOOD
from mall.roof.demo.people import Buyer
from merchants.models import Shop, ShopRecord
from orders.models import (
    CartLine,
    Order,
    OrderLine,
    OrderState,
    Payout,
    PayoutAccount,
    Reply,
    Review,
    Shipment,
    ShipmentLine,
    Trade,
    TradeState,
)
from orders.services import freight, payouts
from staff.models import (
    Department,
    Duty,
    Employee,
    EmployeeState,
    Enrolment,
    LeaveRequest,
    PayRun,
    PayRunState,
    Payslip,
    Swap,
)
from staff.roles import ROLES
from staff.services import clocking, cover, pay_runs
from tests.merchants.factories import make_shop

NOW = datetime(2026, 11, 20, 6, 30, tzinfo=UTC)
# Words that the law on advertising keeps out of a listing, and claims that food must not make.
FORBIDDEN = re.compile(
    "最佳|最好|最优|第一|唯一|国家级|顶级|极品|独家|首选|治疗|疗效|降血|抗癌|养颜|补气|壮阳|祛|药效"
)


pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def media(tmp_path_factory):
    return tmp_path_factory.mktemp("media")


@pytest.fixture(scope="module")
def mall(django_db_setup, django_db_blocker, media):
    """What the demo said while it was made: once for all tests here, in a transaction that is rolled back."""
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=media), transaction.atomic():
        said: list[str] = []
        with time_machine.travel(NOW, tick=False):
            build.demo_mall(now=NOW, say=said.append)
        connection.check_constraints()  # what a commit would check: foreign keys, and that journals balance
        yield said
        transaction.set_rollback(True)


@pytest.fixture
def embedded(settings):
    settings.EMBEDDED = True


def test_every_listing_has_a_picture_an_origin_words_and_a_leaf_category(mall):
    products = Product.objects.annotate(children=Count("category__children"))

    assert products.count() >= 300
    assert not products.filter(Q(pictures=None) | Q(origin="") | Q(subtitle="") | Q(brand="")).exists()
    assert not products.exclude(children=0).exists()
    assert min(len(text) for text in products.values_list("description", flat=True)) > 25


def test_no_two_listings_share_a_name_or_a_picture(mall):
    products = Product.objects.order_by("pk")

    names = list(products.values_list("name", flat=True))
    digests = list(products.values_list("pictures__digest", flat=True))

    assert len(set(names)) == len(names)
    assert len(set(digests)) == len(digests)


def test_no_listing_boasts_or_claims_to_heal(mall):
    words = [
        " ".join([p.name, p.subtitle, p.description, *(value for _name, value in p.attributes)])
        for p in Product.objects.order_by("pk")
    ]

    assert [FORBIDDEN.search(text).group() for text in words if FORBIDDEN.search(text)] == []


def test_pictures_are_files_that_can_be_opened_in_the_size_that_their_rows_say(mall, media, settings):
    settings.MEDIA_ROOT = media
    picture = Product.objects.order_by("pk").first().pictures.get()

    with default_storage.open(picture.file.name) as file:
        image = Image.open(file)

    assert image.size == (picture.width, picture.height) == (640, 640)


def test_every_category_has_goods_and_a_shop_sells_in_it(mall):
    empty = Category.objects.filter(children=None, products=None)

    assert list(empty) == []
    assert Shop.objects.open().count() == 12


def test_the_tree_and_what_it_asks_of_goods_are_as_their_services_would_write_them(mall):
    asked = list(CategoryAttribute.objects.select_related("category").order_by("pk"))
    written = [model_to_dict(attribute) for attribute in asked]

    again = [model_to_dict(save_attribute(actor=None, attribute=attribute)) for attribute in asked]

    assert again == written
    assert not Category.objects.filter(
        Q(name__regex="[/／]") | Q(parent__parent__parent__isnull=False)
    ).exists()
    assert not Product.objects.filter(category__children__isnull=False).exists()


def test_a_sku_keeps_its_price_record_its_stock_and_the_specs_of_its_product(mall):
    skus = SKU.objects.select_related("product")

    assert not skus.filter(Q(price_records=None) | Q(stock=None)).exists()
    assert {sku.pk for sku in skus if set(sku.product.spec_names) != set(sku.spec)} == set()
    assert not skus.filter(list_price__lte=F("price")).exists()
    assert not Stock.objects.filter(reserved__gt=F("on_hand")).exists()


def test_a_few_listings_wait_for_review_are_drafts_or_off_sale(mall):
    states = Product.objects.order_by().values_list("state").annotate(n=Count("pk"))

    others = {state: n for state, n in states if state != ProductState.ON_SALE}

    assert others == {ProductState.SUBMITTED: 6, ProductState.DRAFT: 3, ProductState.OFF_SALE: 3}


def test_there_are_orders_in_every_state_over_two_months(mall):
    states = set(Order.objects.values_list("state", flat=True))
    first = Order.objects.order_by("placed_at").first()

    assert states == set(OrderState)
    assert Order.objects.count() > 450
    assert NOW - timedelta(days=62) < first.placed_at < NOW - timedelta(days=58)
    assert not Order.objects.filter(placed_at__gt=NOW).exists()


def test_nothing_is_sold_before_it_was_on_sale(mall):
    sold_early = OrderLine.objects.filter(order__placed_at__lt=F("sku__product__on_sale_at"))

    assert not sold_early.exists()
    assert not OrderLine.objects.filter(kind="goods", sku__product__on_sale_at=None).exists()


def test_order_lines_show_the_picture_of_their_goods(mall):
    line = OrderLine.objects.select_related("sku__product").order_by("pk").first()

    assert line.picture == line.sku.product.pictures.get().file.name
    assert not OrderLine.objects.exclude(kind="freight").filter(picture="").exists()


def test_the_books_of_the_demo_agree(mall):
    said = StringIO()

    call_command("reconcile", stdout=said)

    assert said.getvalue() == "The books agree.\n"


def test_what_waits_has_a_clock_that_runs_out_in_the_future(mall):
    running = Clock.objects.filter(state=State.RUNNING)
    stages = set(running.values_list("stage", flat=True))

    assert stages == {
        "payment",
        "dispatch",
        "receipt",
        "cancel_answer",
        "parcel_answer",
        "parcel_attempt",
        "parcel_return",
        "payout_answer",
        "payout_account_wait",
        "leave",
        "swap",
        "permit_expiry",
        "reverification",
        "visit_expected",
        "visit_leave",
        "round_walk",
        "finding_fix",
        "entry_due",
        "demand",
        "invitation",
        "sanction_end",
        "statement",
    }
    assert not running.filter(due_at__lte=NOW).exists()
    for state, stage in ((OrderState.PAID, "dispatch"), (OrderState.SHIPPED, "receipt")):
        waiting = set(Order.objects.filter(state=state, late_at=None).values_list("pk", flat=True))
        clocks = running.filter(subject_kind="orders.order", stage=stage)
        assert set(clocks.values_list("subject_id", flat=True)) == waiting


def test_merchants_were_paid_and_finance_has_something_to_do(mall):
    states = dict(Payout.objects.order_by().values_list("state").annotate(n=Count("pk")))

    assert states.keys() == {"draft", "instructed", "confirmed", "failed", "returned"}
    assert states["confirmed"] > 40
    large = Payout.objects.get(amount__gte=5_000_000)
    assert (large.state, payouts.signatures_needed(large), payouts.approvals(large)) == ("draft", 2, 1)
    assert Shop.objects.filter(payout_accounts__state="effective").count() == 12
    assert PayoutAccount.objects.filter(state="waiting").count() == 1


def test_two_trades_can_still_be_paid(mall):
    unpaid = Trade.objects.filter(state=TradeState.UNPAID)

    assert unpaid.count() == 2
    assert not unpaid.filter(pay_by__lte=NOW).exists()


def test_one_order_is_late_and_its_shop_answers_for_it(mall):
    late = Order.objects.get(state=OrderState.PAID, late_at__isnull=False)

    assert late.buyer.email == "lin@demo.example"
    assert late.shop.name == "岩下茶社"
    assert list(late.shop.violations.values_list("clause", flat=True)) == ["D7.2"]


def test_a_shopper_sees_what_becomes_of_parcels_that_do_not_arrive(mall):
    mine = Order.objects.filter(buyer__email="lin@demo.example", shop__name="岩下茶社")
    parcels = Shipment.objects.filter(order__in=mine).exclude(state__in=("on_way", "delivered"))

    assert sorted(parcels.values_list("state", "cause")) == [
        ("attempted", "absent"),
        ("reported", "missing"),
        ("returned", "damaged"),
        ("returning", "unwanted"),
    ]
    assert parcels.get(state="returned").refund.amount > 0
    assert mine.filter(cancel_asked_at__isnull=False, state=OrderState.PAID).count() == 1
    assert mine.filter(receipt_extended_at__isnull=False, state=OrderState.SHIPPED).count() == 1


def test_every_shop_has_orders_to_send(mall):
    waiting = Shop.objects.filter(orders__state=OrderState.PAID, orders__late_at=None).distinct()

    assert waiting.count() == Shop.objects.count()


def test_what_was_sold_is_counted_on_the_products(mall):
    goods = OrderLine.objects.exclude(kind="freight")
    bought = goods.filter(order__paid_at__isnull=False).exclude(order__state=OrderState.CANCELLED)
    gone = ShipmentLine.objects.not_kept().aggregate(n=Sum("quantity"))["n"]
    pieces = sum(bought.values_list("quantity", flat=True)) - gone

    assert gone > 0
    assert sum(Product.objects.values_list("sales_count", flat=True)) == pieces


def test_buyers_have_reviewed_what_they_received_and_shops_have_answered(mall):
    reviews = Review.objects.select_related("line__order")

    assert 250 < reviews.count() < 400
    assert [r.pk for r in reviews if not r.line.order.received_at < r.written_at < NOW] == []
    assert set(reviews.values_list("rating", flat=True)) == {1, 2, 3, 4, 5}
    texts = [text for text in reviews.values_list("text", flat=True) if text]
    assert len(set(texts)) > len(texts) * 0.7
    assert [FORBIDDEN.search(text).group() for text in texts if FORBIDDEN.search(text)] == []
    assert 40 < Reply.objects.count() < reviews.count()
    rated = Product.objects.aggregate(stars=Sum("rating_sum"), n=Sum("rating_count"))
    assert rated == {"stars": sum(r.rating for r in reviews), "n": reviews.count()}


def test_some_shops_ask_for_freight_and_each_order_says_how_it_came_about(mall):
    lines = OrderLine.objects.filter(kind="freight")
    shops = set(lines.values_list("order__shop__slug", flat=True))

    assert shops == {"yanxia", "jingde", "jiangnan", "yunling"}
    assert [line.pk for line in lines if freight.recomputed(line.terms) != line.amount] == []
    assert lines.filter(amount=0).exists()


def test_every_shop_has_a_record_and_every_bought_line_its_terms(mall):
    assert ShopRecord.objects.filter(goods__gt=0, paid_orders__gt=0).count() == Shop.objects.count()
    goods = OrderLine.objects.exclude(kind="freight")
    assert set(goods.values_list("terms__returns", flat=True)) == {"seven_days", "perishable"}


def test_staff_hold_every_role_under_heads_and_superiors(mall):
    roles = set(Employee.objects.values_list("position__role__name", flat=True))
    without_superior = Employee.objects.filter(superior=None).values_list("number", flat=True)

    assert roles == {role.code for role in ROLES}
    assert not Department.objects.filter(head=None).exists()
    assert list(without_superior) == ["E001"]
    assert Employee.objects.filter(state=EmployeeState.HIRED).count() == 1


def test_who_is_on_no_roster_is_on_duty_and_customer_service_is_there_around_the_clock(mall):
    numbers = {worker.sign_in: worker.number for worker in accounts.STAFF}
    rostered = {numbers[sign_in] for sign_in in hours.ON_ROSTERS}
    there = [duty for one in Department.objects.all() for duty in cover.at_work(one, NOW)]
    on_duty = {duty.employee.number for duty in there}
    agents = Duty.objects.published().filter(employee__number__in=[numbers[one] for one in hours.AGENTS])
    around = [agents.covering(NOW + timedelta(hours=n)).exists() for n in range(24)]
    first = Employee.objects.get(number=numbers["service"])

    assert on_duty - rostered == set(numbers.values()) - rostered - {"E013"}
    assert around == [True] * 24
    assert clocking.duty_to_leave(first, NOW) or clocking.duty_to_come_to(first, NOW)
    assert set(LeaveRequest.objects.values_list("state", flat=True)) == {"asked", "approved", "refused"}
    assert set(Swap.objects.values_list("state", flat=True)) == {"proposed", "approved"}


def test_last_month_is_computed_for_everybody_and_waits_for_another_than_its_maker(mall):
    run = PayRun.objects.get(state=PayRunState.DRAFT)
    kinds = set(run.slips.values_list("lines__kind", flat=True))

    with time_machine.travel(NOW, tick=False):
        approved = pay_runs.approve(actor=User.objects.get(email="payroll-check@demo.example"), run=run)

    assert (f"{run}", run.computed_by.email) == ("2026-10", "payroll@demo.example")
    assert [one.number for one in pay_runs.approvers_of(run)] == ["E073"]
    assert set(run.slips.values_list("employee__number", flat=True)) == {
        worker.number for worker in accounts.STAFF if worker.hours is not None
    }
    assert not Payslip.objects.filter(net__lte=0).exists()
    assert not Enrolment.objects.filter(employee__number="E013").exists()
    assert kinds >= {"base", "holiday", "late", "leave", "reward", "penalty", "insurance"}
    assert approved.state == PayRunState.APPROVED
    assert PayRun.objects.exclude(pk=run.pk).get().state == PayRunState.PAID


@pytest.mark.parametrize(
    ("today", "last_month", "half"),
    [
        (date(2027, 1, 1), date(2026, 12, 1), ("2026 年上半年", date(2026, 1, 1), date(2026, 6, 30))),
        (date(2027, 3, 1), date(2027, 2, 1), ("2026 年下半年", date(2026, 7, 1), date(2026, 12, 31))),
        (date(2027, 7, 31), date(2027, 6, 1), ("2026 年下半年", date(2026, 7, 1), date(2026, 12, 31))),
        (date(2026, 8, 31), date(2026, 7, 1), ("2026 年上半年", date(2026, 1, 1), date(2026, 6, 30))),
        (date(2028, 2, 29), date(2028, 1, 1), ("2027 年下半年", date(2027, 7, 1), date(2027, 12, 31))),
    ],
    ids=["New Year", "March", "July 31", "August 31", "leap day"],
)
def test_at_whatever_hour_the_demo_is_made_its_days_are_those_of_the_malls_calendar(today, last_month, half):
    joined = {worker.sign_in: worker for worker in accounts.STAFF}
    starts = {code: time(at) for code, _name, _name_en, at, *_more in hours.KINDS}
    days = [today + timedelta(days=n) for n in (-1, 0, 1)]
    moments = [
        timezone.make_aware(datetime.combine(today, clock)).astimezone(UTC)
        for clock in (time(0, 30), time(7), time(23, 30))
    ]

    for now in moments:
        begins_on = hours.so_that_the_first_works(now)
        steps = [(day, hours.ROUND[(day - begins_on).days % len(hours.ROUND)]) for day in days]
        shifts = [timezone.make_aware(datetime.combine(day, starts[code])) for day, code in steps if code]

        assert (pay.last_month(now), pay.half_before(last_month)) == (last_month, half)
        assert workforce.joined_on(joined["newcomer"], now) == today
        assert workforce.joined_on(joined["service"], now) == today - timedelta(days=400)
        assert any(at - hours.SOON <= now < at + timedelta(hours=8) for at in shifts), now


def test_staff_have_a_second_factor_that_the_development_inbox_can_show(mall):
    enrolled = Authenticator.objects.filter(type=Authenticator.Type.TOTP)

    assert set(enrolled.values_list("user__email", flat=True)) == {
        accounts.email(worker.sign_in) for worker in accounts.STAFF
    }


def test_the_terminal_names_people_who_can_sign_in_with_the_password_it_gives(mall):
    text = demo.accounts_text("http://127.0.0.1:8000/")

    named = re.findall(r"\S+@demo\.example", text)

    assert "http://127.0.0.1:8000/dev/inbox/" in text
    assert len(named) == 19
    assert all(User.objects.get(email=address).check_password(accounts.PASSWORD) for address in named)
    assert f"password of all: {accounts.PASSWORD}" in text


def test_nobody_can_sign_in_as_a_buyer_of_the_background(mall):
    others = User.objects.filter(email__startswith="buyer")

    assert others.count() > 40
    assert not any(user.has_usable_password() for user in others)


def test_named_shoppers_have_something_in_their_carts(mall):
    assert set(CartLine.objects.values_list("cart__user__email", flat=True)) == {
        "lin@demo.example",
        "zhou@demo.example",
        "song@demo.example",
    }


def test_progress_is_told_in_a_few_lines(mall):
    assert len(mall) <= 4


def test_the_shop_window_and_a_product_page_open(mall, client):
    product = Product.objects.on_sale().order_by("pk").first()

    home = client.get(reverse("catalog:home"))
    page = client.get(reverse("catalog:product", args=[product.pk]))

    assert (home.status_code, page.status_code) == (200, 200)
    assert product.pictures.get().file.url in page.content.decode()


def test_the_front_page_has_campaigns_with_pictures_that_open(mall, media, settings):
    settings.MEDIA_ROOT = media
    shown = Campaign.objects.shown(NOW)
    assert len(shown) == 4
    for campaign in shown:
        with campaign.picture.open() as file, Image.open(file) as image:
            assert image.size == (campaign.width, campaign.height) == (1200, 800)


def test_each_banner_leads_to_goods(mall, client):
    for campaign in Campaign.objects.shown(NOW):
        found = client.get(campaign.address)
        assert (campaign.title, found.status_code, "/p/" in found.content.decode()) == (
            campaign.title,
            200,
            True,
        )


def test_only_what_is_eaten_is_said_to_taste(mall):
    words = tomllib.loads((catalogue.DATA / "reviews.toml").read_text(encoding="utf-8"))["food"]
    of_food = Q()
    for sentence in (sentence for tone in words.values() for sentence in tone):
        of_food |= Q(text__endswith=sentence)
    said = Review.objects.filter(of_food)
    assert said.exists()
    assert not said.exclude(product__category__parent__slug__in=FOOD).exists()


def test_the_data_give_the_same_goods_and_prices_each_time():
    assert catalogue.shops() == catalogue.shops()


def test_the_same_moment_gives_the_same_trading(mall):
    skus = list(SKU.objects.select_related("product").order_by("pk"))
    pieces = dict(Stock.objects.values_list("pk", "on_hand"))
    products = list({sku.product_id: sku.product for sku in skus}.values())
    market = Market(shops=list(Shop.objects.order_by("pk")), products=products, skus=skus, pieces=pieces)
    buyers = [Buyer(user, user.name, "", "", "") for user in User.objects.order_by("pk")[:9]]

    once, again = (trading.two_months(market, buyers, NOW) for _time in range(2))

    assert once == again


def test_another_process_paints_the_same_picture(mall):
    by_code = {row.code: row.look for plan in catalogue.shops() for row in plan.listings}
    sample = Product.objects.order_by("pk")[::60]

    stored = [product.pictures.get().digest for product in sample]

    assert stored == [sha256(render(by_code[product.code])).hexdigest() for product in sample]


@pytest.fixture
def no_typefaces(monkeypatch):
    monkeypatch.setattr(lettering, "_TYPEFACES", ())
    lettering._typeface.cache_clear()
    yield
    lettering._typeface.cache_clear()


def test_a_machine_without_chinese_typefaces_carves_a_mark_of_its_own_for_each_character(no_typefaces):
    wuyi, anji = (Look("tin", "a tin", "6b7a3a", text=text, form="tall") for text in ("武夷", "安吉"))

    assert render(wuyi) == render(wuyi)
    assert render(wuyi) != render(anji)


def test_a_mall_with_shops_is_left_alone_where_only_an_empty_one_is_meant(embedded):
    make_shop()
    before = User.objects.count(), Shop.objects.count()

    call_command("demo", if_empty=True)

    assert (User.objects.count(), Shop.objects.count()) == before


def test_a_second_run_is_refused_in_a_sentence(embedded):
    make_shop()

    with pytest.raises(CommandError) as refusal:
        call_command("demo")

    assert str(refusal.value) == "This mall has shops already; the demo is made only in an empty one."
    assert refusal.value.returncode == 1


def test_a_database_without_tables_is_refused_in_a_sentence(embedded):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE merchants_shop RENAME TO not_yet")

    with pytest.raises(CommandError, match=r"run `manage\.py migrate` first"):
        call_command("demo")


def test_a_real_mall_is_refused_in_a_sentence(settings):
    settings.EMBEDDED = False

    with pytest.raises(CommandError) as refusal:
        call_command("demo", if_empty=True)

    assert str(refusal.value) == (
        "The demo publishes its passwords, so it is made beside the embedded engines only."
    )
