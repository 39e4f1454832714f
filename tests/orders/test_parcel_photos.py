"""What a buyer says and shows of a parcel that came broken or not at all, and who sees it. (E15, D7.3)"""

from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from mall.audit.models import Act, Look
from mall.roof import retention
from mall.uploads.models import PrivateFile, private_storage
from merchants.models import MemberRole
from orders.models import Order, OrderState, ParcelReport, Shipment, ShipmentState
from orders.services import contests, deliveries, parcel_photos, parcel_reports, receipts
from tests.ground.factories import in_turn
from tests.uploads.corpus import picture

from .factories import make_member, make_person, make_shop
from .parcels import fresh, of_warehouse, parcel_of
from .test_admin import staff

pytestmark = pytest.mark.django_db
WORDS = "杯盖裂了一道口子，\n箱角压扁。"


def photo(name: str = "a.jpg", content: bytes = b"") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content or picture())


def page_of(parcel, name: str = "report") -> str:
    return reverse(f"orders:{name}", args=[parcel.order.number, parcel.pk])


def of_shop(parcel) -> str:
    return reverse("orders:seller_parcel", args=[parcel.order.shop.slug, parcel.order.number, parcel.pk])


def bytes_kept() -> int:
    storage = private_storage()
    there = storage.exists(parcel_reports.PURPOSE)
    return len(storage.listdir(parcel_reports.PURPOSE)[1]) if there else 0


def status(response) -> int:
    if response.streaming:
        assert response.getvalue()
    return response.status_code


def reported():
    """A parcel whose buyer has said and shown that it came broken."""
    parcel = parcel_of()
    parcel_reports.report(
        actor=parcel.order.buyer, shipment=parcel, cause="damaged", words=WORDS, photos=[photo(), photo()]
    )
    return fresh(parcel)


@pytest.mark.rule("E15")
def test_what_the_buyer_says_and_shows_is_on_the_shops_page_and_on_their_own(client):
    parcel = parcel_of()
    client.force_login(parcel.order.buyer)
    sent = {"cause": "damaged", "words": WORDS, "photos": [photo(), photo("b.png", picture("PNG"))]}

    assert client.post(page_of(parcel), sent).status_code == 302

    told = ParcelReport.objects.get()
    assert (told.shipment, told.cause, told.words) == (parcel, "damaged", WORDS)
    files = [reverse("uploads:private", args=[file.pk]) for file in PrivateFile.objects.order_by("id")]
    own = client.get(page_of(parcel)).content.decode()
    order = client.get(reverse("orders:order", args=[parcel.order.number])).content.decode()
    client.force_login(make_member(parcel.order.shop, MemberRole.ORDERS))
    shops = client.get(of_shop(parcel)).content.decode()
    for page, shown in ((own, 1), (order, 0), (shops, 1)):  # who looks at the order doesn't load each photo
        assert "杯盖裂了一道口子" in page
        assert [page.count(f'src="{file}"') for file in files] == [shown] * 2
        assert [page.count(f'<a href="{file}">') for file in files] == [1, 1]


@pytest.mark.rule("D7.3")
def test_photos_are_for_the_buyer_the_shops_dispatch_and_who_decides(client):
    parcel = reported()
    file = PrivateFile.objects.earliest("id")
    shop = parcel.order.shop
    people = {
        "buyer": parcel.order.buyer,
        "owner": make_member(shop),
        "orders": make_member(shop, MemberRole.ORDERS),
        "goods": make_member(shop, MemberRole.GOODS),
        "other shop": make_member(make_shop()),
        "shopper": make_person(),
    }

    url = reverse("uploads:private", args=[file.pk])
    deciding, looking = staff("orders.change_shipment", name="judge"), staff("orders.view_shipment")

    def answers() -> dict[str, int]:
        found = {"decides": status(deciding.get(url)), "looks on": status(looking.get(url))}
        for name, person in people.items():
            client.force_login(person)
            found[name] = status(client.get(url))
        return found

    both = {"buyer": 200, "decides": 200, "looks on": 404}
    theirs = {"owner": 200, "orders": 200, "goods": 404, "other shop": 404, "shopper": 404}
    assert answers() == both | theirs
    assert Look.objects.filter(subject_kind="uploads.privatefile").count() == 4
    of_warehouse(parcel)
    people.pop("shopper")
    assert answers() == both | {"owner": 404, "orders": 404, "goods": 404, "other shop": 404}


@pytest.mark.rule("E15", "D7.3")
@pytest.mark.parametrize(
    ("sent", "field", "words"),
    [
        ({"photos": [photo() for _ in range(4)]}, "photos", "最多传 3 张照片"),
        ({"photos": [photo(), photo("x.jpg", b"no picture at all")]}, "photos", "第 2 张："),
        ({"words": "打我电话 138 1234 5678"}, "words", "像是有手机号"),
        ({"words": "长" * 301}, "words", "300"),
        ({"cause": "missing", "photos": [photo()]}, None, "起仍未收到可以报告"),
    ],
    ids=["too many", "no picture", "a mobile", "too long", "too early"],
)
def test_what_can_not_be_taken_is_told_at_its_field_and_nothing_of_it_stays(client, sent, field, words):
    parcel, kept = parcel_of(), bytes_kept()
    client.force_login(parcel.order.buyer)
    for file in sent.get("photos", []):
        file.seek(0)

    answer = client.post(page_of(parcel), {"cause": "damaged", "words": "破了"} | sent)

    form = answer.context["form"]
    said = form.errors[field] if field else form.non_field_errors()
    assert (answer.status_code in (400, 409, 422), words in str(said)) == (True, True)
    assert sent.get("words", "破了") in answer.content.decode()
    assert (Shipment.objects.get().state, PrivateFile.objects.count()) == (ShipmentState.ON_WAY, 0)
    assert bytes_kept() == kept


@pytest.mark.rule("E15")
def test_who_decides_sees_what_both_sides_say_and_show(client):
    parcel = reported()
    contests.contest(actor=None, shipment=parcel, words="签收时完好")
    page = reverse("admin:orders_shipment_uphold", args=[parcel.pk])
    document = reverse("admin:orders_shipment_change", args=[parcel.pk])
    deciding = staff("orders.view_shipment", "orders.change_shipment", name="judge")

    for url in (page, document):
        shown = deciding.get(url).content.decode()
        assert ("签收时完好" in shown, "杯盖裂了一道口子" in shown) == (True, True)
        assert shown.count("买家的照片") == 2
    looking = staff("orders.view_shipment")
    assert "买家的照片" not in looking.get(document).content.decode()


@pytest.mark.rule("E15")
def test_a_parcel_that_is_missed_again_keeps_what_was_said_before():
    parcel = parcel_of()
    later = parcel.shipped_at + timedelta(days=6)
    buyer = parcel.order.buyer
    parcel_reports.report(actor=buyer, shipment=parcel, cause="missing", words="没到", now=later)
    parcel_reports.find(actor=None, shipment=fresh(parcel), now=later)
    again = later + timedelta(days=6)
    parcel_reports.report(actor=buyer, shipment=fresh(parcel), cause="missing", words="还没到", now=again)

    assert [told.report.words for told in parcel_reports.told_of(parcel)] == ["还没到", "没到"]


def test_photos_are_deleted_three_years_after_the_last_of_an_ended_order_and_the_page_says_when(
    client, django_capture_on_commit_callbacks
):
    before = bytes_kept()
    parcel, open_one = reported(), reported()
    buyer = parcel.order.buyer
    deliveries.accept(actor=buyer, shipment=parcel)
    receipts.confirm_receipt(actor=buyer, order=parcel.order)
    term = parcel.order.progress.latest("at").at + timedelta(days=1_095)

    assert (parcel_photos.purge(now=term), bytes_kept() - before) == (0, 4)
    later = time_machine.travel(term + timedelta(seconds=1), tick=False)
    with later, django_capture_on_commit_callbacks(execute=True):
        assert [retention.PURGES["photos of parcels"]() for _time in range(2)] == [2, 0]
    assert bytes_kept() - before == 2

    report = ParcelReport.objects.get(shipment=parcel)
    act = Act.objects.about(report).get()
    assert (act.actor, act.verb, act.data) == (None, "parcel_report.delete_photos", {"photos": 2})
    assert not PrivateFile.objects.about(report).exists()
    assert PrivateFile.objects.about(ParcelReport.objects.get(shipment=open_one)).count() == 2
    day = timezone.localtime(report.photos_deleted_at).strftime("%Y-%m-%d")
    client.force_login(buyer)
    page = client.get(page_of(parcel)).content.decode()
    assert f"照片保存期满，已于 {day} 删除" in page
    assert "杯盖裂了一道口子" in page


@pytest.mark.django_db(transaction=True)
def test_photos_that_two_delete_at_once_are_deleted_and_recorded_once():
    parcel = reported()
    Order.objects.update(state=OrderState.COMPLETED)
    after = timezone.now() + timedelta(days=1_096)

    assert in_turn(*[lambda: parcel_photos.purge(now=after)] * 2) == [2, 0]

    assert Act.objects.about(parcel.reports.get()).count() == 1
