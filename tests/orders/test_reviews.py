"""Reviews: by buyers who have the goods, once, in time, for good; and the shop's one answer."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from catalog.models import Product
from mall.audit.models import Act
from mall.errors import DomainError
from mall.notifications.models import Notice
from mall.rulebook.rule import RuleError
from merchants.models import MemberRole
from orders import rules
from orders.models import Cause, Condition, Reply, Review
from orders.services import receipts, refusals, reviews

from .factories import (
    completed_order,
    make_member,
    make_person,
    make_shop,
    make_sku,
    paid_order,
    ship,
    shipped_order,
)

pytestmark = pytest.mark.django_db


def line_of(order):
    return order.lines.select_related("order", "sku").order_by("id").first()


def write(order, **over) -> Review:
    values = {"actor": order.buyer, "line": line_of(order), "rating": 4, "text": "茶很香"}
    return reviews.write(**values | over)


def address_of(order) -> str:
    return reverse("orders:review", args=[order.number, line_of(order).pk])


@pytest.mark.rule("B10")
def test_the_buyer_reviews_what_they_received():
    order = completed_order()

    review = write(order, text="茶 <b>很香</b>\u200b\n下次再买")

    line = line_of(order)
    assert (review.product_id, review.shop_id, review.buyer) == (
        line.sku.product_id,
        order.shop_id,
        order.buyer,
    )
    assert (review.rating, review.text) == (4, "茶 很香\n下次再买")
    assert Act.objects.about(review).get().verb == "review.write"


@pytest.mark.rule("B10")
def test_before_receipt_there_is_nothing_to_review():
    with pytest.raises(RuleError, match="确认收货后才能评价") as refusal:
        write(shipped_order())
    assert refusal.value.clause == "B10"


@pytest.mark.rule("B10")
def test_what_came_back_is_not_reviewed_and_what_was_kept_of_the_order_is():
    shop = make_shop()
    order = paid_order({make_sku(shop=shop): 1, make_sku(shop=shop): 2})
    back, kept = order.lines.order_by("id")
    parcel = ship(order, tracking_number="SF00000001", quantities={back.pk: 1})
    ship(order, tracking_number="SF00000002", quantities={kept.pk: 2})
    refusals.refuse(actor=order.buyer, shipment=parcel, cause=Cause.UNWANTED)
    refusals.take_back(actor=None, shipment=parcel, condition=Condition.INTACT)
    order = receipts.confirm_receipt(actor=order.buyer, order=order)

    assert reviews.to_review(actor=order.buyer, order=order) == {kept.pk}
    with pytest.raises(RuleError, match="退回或丢失的不能评价"):
        write(order, line=back)
    assert write(order, line=kept).line == kept


@pytest.mark.rule("B10")
def test_nobody_but_the_buyer_reviews():
    order = completed_order()

    for stranger in (make_person(), make_member(order.shop)):
        with pytest.raises(RuleError, match="只有买家本人"):
            write(order, actor=stranger)
    assert Review.objects.count() == 0


@pytest.mark.rule("B10")
def test_a_line_is_reviewed_once():
    order = completed_order()
    write(order)

    with pytest.raises(RuleError, match="已经评价过"):
        write(order, rating=1)

    assert Review.objects.get().rating == 4


@pytest.mark.rule("B10")
def test_reviews_close_when_the_window_has_passed():
    order = completed_order()
    last = order.received_at + rules.REVIEWS.figure("window")

    with pytest.raises(RuleError, match="超过 90 天"):
        write(order, now=last + timedelta(seconds=1))
    assert reviews.to_review(actor=order.buyer, order=order, now=last + timedelta(seconds=1)) == set()

    assert write(order, now=last).written_at == last


@pytest.mark.rule("B10")
@pytest.mark.parametrize("rating", [0, 6, -1])
def test_there_are_one_to_five_stars(rating):
    with pytest.raises(RuleError, match="1 到 5"):
        write(completed_order(), rating=rating)


def test_words_beyond_the_limit_are_refused_in_words():
    with pytest.raises(DomainError, match="最多 500 个字，现在是 501 个"):
        write(completed_order(), text="好" * 501)


@pytest.mark.parametrize("change", ["DELETE FROM orders_review", "UPDATE orders_review SET rating = 5"])
def test_the_database_lets_nobody_delete_or_change_a_review(change):
    write(completed_order())
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)


def test_the_shop_answers_once_and_the_buyer_is_told():
    review = write(completed_order())
    seller = make_member(review.shop, MemberRole.SERVICE)

    reviews.reply(actor=seller, review=review, text="谢谢惠顾")

    assert Notice.objects.get(person=review.buyer, title__contains="商家回复").link == reverse(
        "orders:order", args=[review.line.order.number]
    )
    for words, text in (("已经回复过", "再谢谢"), ("请写回复", " \u200b ")):
        with pytest.raises(DomainError, match=words):
            reviews.reply(actor=seller, review=review, text=text)
    assert Reply.objects.get().text == "谢谢惠顾"


def test_a_buyer_who_reads_english_is_told_of_an_answer_by_the_english_name_of_the_goods():
    sku, buyer = make_sku(), make_person(locale="en")
    Product.objects.filter(pk=sku.product_id).update(name="高山绿茶", name_en="Spring tea")
    sku.refresh_from_db()
    review = write(completed_order({sku: 1}, buyer=buyer))

    reviews.reply(actor=make_member(review.shop), review=review, text="谢谢惠顾")

    title = "The shop has answered your review of “Spring tea”"
    assert Notice.objects.get(person=buyer, key=f"review:{review.pk}:reply").title == title


# --- Pages ---


def test_the_order_leads_to_the_review_and_shows_it_with_its_answer(client):
    order = completed_order()
    client.force_login(order.buyer)
    page = reverse("orders:order", args=[order.number])
    assert f'href="{address_of(order)}"' in client.get(page).content.decode()

    response = client.post(address_of(order), {"rating": "5", "text": "香气很足"}, follow=True)
    reviews.reply(actor=make_member(order.shop), review=Review.objects.get(), text="欢迎再来")

    assert response.redirect_chain == [(page, 302)]
    html = client.get(page).content.decode()
    assert [words in html for words in ("香气很足", "欢迎再来", address_of(order))] == [True, True, False]


@pytest.mark.parametrize(
    "sent",
    [{}, {"rating": "6"}, {"rating": "５"}, {"rating": "1" * 4_000}, {"rating": "5", "text": "好" * 501}],
)
def test_a_review_that_cannot_be_keeps_what_was_typed_and_says_why(client, sent):
    order = completed_order()
    client.force_login(order.buyer)

    response = client.post(address_of(order), {"text": "香气很足", **sent})

    assert response.status_code == 400
    assert "field__error" in response.content.decode()
    assert sent.get("text", "香气很足") in response.content.decode()


def test_what_cannot_be_reviewed_leads_back_to_the_order(client):
    order = shipped_order()
    client.force_login(order.buyer)
    page = reverse("orders:order", args=[order.number])

    assert client.get(address_of(order)).headers["Location"] == page
    assert address_of(order) not in client.get(page).content.decode()


def reviewed_product(*ratings: int):
    sku = make_sku(on_hand=100)
    for n, rating in enumerate(ratings):
        buyer = make_person(display_name=f"林夏{n}")
        write(completed_order({sku: 1}, buyer=buyer), rating=rating, text=f"第 {n} 次")
    return sku.product


def test_reviews_are_read_by_all_with_their_average_and_spread(client, django_assert_max_num_queries):
    product = reviewed_product(5, 5, 2)
    page = reverse("orders:reviews", args=[product.pk])

    with django_assert_max_num_queries(8):
        response = client.get(page)

    summary = response.context["summary"]
    assert (summary.count, summary.average) == (3, 4.0)
    assert [(bar.stars, bar.count) for bar in summary.bars] == [(5, 2), (4, 0), (3, 0), (2, 1), (1, 0)]
    assert [review.text for review in response.context["page"]] == ["第 2 次", "第 1 次", "第 0 次"]
    html = response.content.decode()
    assert "林**" in html
    assert "林夏" not in html
    assert [review.rating for review in client.get(page, {"stars": "2"}).context["page"]] == [2]
    assert len(client.get(page, {"stars": "２", "page": "9" * 50}).context["page"]) == 3


def test_the_product_page_takes_a_part_of_the_reviews_in(client):
    product = reviewed_product(5, 4, 3, 2)

    html = client.get(reverse("orders:reviews_part", args=[product.pk])).content.decode()

    assert "<html" not in html
    assert html.count('class="review"') == 3


def test_the_portal_lists_reviews_and_takes_the_answer(client):
    review = write(completed_order())
    client.force_login(make_member(review.shop, MemberRole.SERVICE))
    page = reverse("orders:seller_reviews", args=[review.shop.slug])
    answer = reverse("orders:seller_review_reply", args=[review.shop.slug, review.pk])

    refused = client.post(answer, {"text": ""})
    assert (refused.status_code, "请写回复的内容" in refused.content.decode()) == (400, True)
    assert [row for row, _form in client.get(page, {"open": "1"}).context["rows"]] == [review]
    client.post(answer, {"text": "谢谢"})

    assert client.get(page, {"open": "1"}).context["rows"] == []
    assert "谢谢" in client.get(page).content.decode()
    assert client.post(answer, {"text": "再谢"}).status_code == 400
    assert timezone.now() >= Reply.objects.get().written_at


def test_a_refused_answer_is_shown_with_its_words_wherever_the_review_stands(client):
    sku = make_sku(on_hand=100)
    old, _new = (write(completed_order({sku: 1}, buyer=make_person())) for _review in range(2))
    client.force_login(make_member(old.shop, MemberRole.SERVICE))
    answer = reverse("orders:seller_review_reply", args=[old.shop.slug, old.pk]) + "?page=9"

    too_long = client.post(answer, {"text": "谢" * 501})
    reviews.reply(actor=make_member(old.shop), review=old, text="同事先回了")
    too_late = client.post(answer, {"text": "我也想说谢谢"})

    for response, words in ((too_long, "谢" * 501), (too_late, "我也想说谢谢")):
        assert [row for row, _form in response.context["rows"]] == [old]
        assert words in response.content.decode()
        assert "field__error" in response.content.decode()
    assert "同事先回了" in too_late.content.decode()


def test_a_line_break_counts_as_one_character(client):
    review = write(completed_order())
    client.force_login(make_member(review.shop, MemberRole.SERVICE))
    text = "\r\n".join(["谢"] * 250)

    client.post(reverse("orders:seller_review_reply", args=[review.shop.slug, review.pk]), {"text": text})

    assert Reply.objects.get().text == "\n".join(["谢"] * 250)


@pytest.mark.rule("B10")
def test_what_everybody_can_read_gives_no_number_and_no_address_away(client):
    order = completed_order()
    client.force_login(order.buyer)
    for text in ("加我 138 0013 8000", "写信到 tea＠example．com", "身份证 11010519491231002X"):
        page = client.post(address_of(order), {"rating": 5, "text": text})
        assert (page.status_code, list(page.context["form"].errors)) == (400, ["text"])
        assert "手机号、邮箱或证件号" in page.context["form"].errors["text"][0]
    assert Review.objects.count() == 0

    review = write(order, text="谢谢@店家，订单 202611261234 两天就到")

    with pytest.raises(DomainError, match="回复里像是有手机号") as refusal:
        reviews.reply(
            actor=make_member(order.shop, MemberRole.SERVICE), review=review, text="请打13800138000"
        )
    assert refusal.value.field == "text"
