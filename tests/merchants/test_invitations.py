"""Joining a shop by invitation, with the role held out, and going again."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from mall.deadlines.models import Clock
from mall.deadlines.sweep import sweep
from mall.errors import DomainError
from mall.notifications.models import Delivery
from merchants import rules
from merchants.models import Invitation, Member, Shop
from merchants.services import invitations, members, shops
from merchants.states import INVITATION
from tests.accounts.factories import make_user as make_proved
from tests.ground.factories import at_once

from .factories import make_member, make_shop, owner_of

pytestmark = pytest.mark.django_db


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def link_of(invitation: Invitation) -> str:
    """The link as it went out last."""
    delivery = Delivery.objects.get(key=f"invitation:{invitation.pk}:{invitation.sent}")
    return re.search(r"/join/[\w-]+/", delivery.body)[0]


def token_of(invitation: Invitation) -> str:
    return link_of(invitation).split("/")[2]


def invite(shop: Shop, contact: str, role: str = "goods", **over) -> Invitation:
    return invitations.invite(actor=owner_of(shop), shop=shop, contact=contact, role=role, **over)


def test_an_owner_invites_by_the_page_and_the_invited_joins_with_a_press_and_works_at_once():
    shop, friend = make_shop(), make_proved(phone="13800138123")
    owner, invited = client_of(owner_of(shop)), client_of(friend)
    goods = f"/seller/{shop.slug}/goods/"

    sent = owner.post(f"/seller/{shop.slug}/members/invite/", {"contact": "138 0013 8123", "role": "goods"})

    made = Invitation.objects.get()
    link = link_of(made)
    assert (sent.status_code, made.masked, made.address) == (302, "138****8123", "13800138123")
    assert token_of(made) not in str(vars(made)) + str(list(friend.notices.values()))
    before = Client().get(link)
    shown = before.content.decode()
    assert [before.context["invitation"].shop, before.context["why_not"]] == [shop, ""]
    assert [words in shown for words in (shop.name, owner_of(shop).name, "商品管理员", "138****8123")] == [
        True
    ] * 4
    assert f"/accounts/login/?next={link}" in shown
    assert Client().post(link).url == f"/accounts/login/?next={link}"
    assert (invited.get(link).status_code, invited.get(goods).status_code) == (200, 404)
    joined = invited.post(link)
    assert joined.url == f"/seller/{shop.slug}/"
    assert (invited.get(goods).status_code, invited.get(f"/seller/{shop.slug}/orders/").status_code) == (
        200,
        403,
    )
    assert Invitation.objects.values_list("state", "address", "accepted_by").get() == (
        "accepted",
        "",
        friend.pk,
    )
    assert not Clock.objects.running().exists()
    assert owner_of(shop).notices.filter(key=f"invitation:{made.pk}:accepted").count() == 1
    assert "已经是这家店铺的成员" in invited.get(link).content.decode()
    assert "已经用过" in Client().get(link).content.decode()


@pytest.mark.parametrize(
    "case", ["used", "withdrawn", "over", "sent anew", "somebody else", "staff", "closed"]
)
def test_a_link_that_does_not_hold_opens_nothing_and_says_why(case):
    shop, friend, now = make_shop(), make_proved(email="friend@example.com"), timezone.now()
    made = invite(shop, "Friend@Example.com")
    token, who, at = token_of(made), friend, now
    words = {
        "used": "已经用过",
        "withdrawn": "已经撤回",
        "over": "已经过期",
        "sent anew": "没有这个邀请",
        "somebody else": "f\\*\\*\\*@example.com",
        "staff": "商城员工",
        "closed": "店铺已经关闭",
    }[case]
    if case == "used":
        invitations.accept(actor=friend, token=token)
        members.remove_member(actor=None, member=Member.objects.get(user=friend))
    elif case == "withdrawn":
        invitations.withdraw(actor=owner_of(shop), invitation=made)
    elif case == "over":
        at = now + rules.AGREEMENT.figure("invitation") + timedelta(seconds=1)
    elif case == "sent anew":
        invitations.send_again(actor=owner_of(shop), invitation=made)
    elif case == "somebody else":
        who = make_proved(email="other@example.com")
    elif case == "staff":
        friend.is_staff = True
        friend.save()
    else:
        shops.close(actor=None, shop=shop, reason="停业")

    with pytest.raises(DomainError, match=words):
        invitations.accept(actor=who, token=token, now=at)

    assert not shop.members.filter(user=who).exists()


def test_an_invitation_ends_by_its_clock_and_one_sent_anew_runs_anew():
    shop = make_shop()
    made = invite(shop, "13800138124")
    later = made.due_at - timedelta(hours=1)
    made = invitations.send_again(actor=owner_of(shop), invitation=made, now=later)

    sweep(now=later + timedelta(hours=2))
    assert Invitation.objects.get().state == "open"
    sweep(now=made.due_at)

    assert Invitation.objects.values_list("state", "address").get() == ("expired", "")
    assert invite(shop, "13800138124").state == "open"  # and may be invited anew


@pytest.mark.parametrize(
    ("contact", "role", "field", "words"),
    [
        ("１３８００１３８０００", "goods", "contact", "全角"),
        ("12345", "goods", "contact", "11 位"),
        ("a@b", "goods", "contact", "邮箱"),
        ("member@example.com", "goods", "contact", "已经是店铺成员"),
        ("waiting@example.com", "orders", "contact", "已经邀请过"),
        ("new@example.com", "king", "role", "请选择角色"),
    ],
)
def test_who_cannot_be_invited_is_told_at_the_field_and_what_was_typed_stays(contact, role, field, words):
    shop = make_shop()
    make_member(shop, user=make_proved(email="member@example.com"))
    invite(shop, "waiting@example.com")

    page = client_of(owner_of(shop)).post(
        f"/seller/{shop.slug}/members/invite/", {"contact": contact, "role": role}
    )

    assert (page.status_code in (400, 409), Invitation.objects.count()) == (True, 1)
    form = page.context["form"]
    if field == "contact":
        assert words in str(form.errors[field])
        assert contact in page.content.decode()
    else:
        assert list(form.errors) == ["role"]


def test_many_open_invitations_and_many_sendings_are_too_many():
    shop = make_shop()
    made, now = invite(shop, "13800138000"), timezone.now()
    for day in range(1, invitations.MOST_SENT):
        with time_machine.travel(now + timedelta(days=day * 2), tick=False):
            made = invitations.send_again(actor=owner_of(shop), invitation=made)

    with pytest.raises(DomainError, match="已经发送 5 次"):
        invitations.send_again(actor=owner_of(shop), invitation=made)
    for n in range(invitations.MOST_OPEN - 1):
        with time_machine.travel(now + timedelta(days=20 + n), tick=False):
            invite(shop, f"a{n}@example.com")
    with pytest.raises(DomainError, match="最多 20 个"):
        invite(shop, "more@example.com")


def test_an_address_is_written_to_three_times_a_day_and_a_shop_writes_twenty_times_whatever_ended():
    shop, other, far = make_shop(), make_shop(), "13800138127"
    for _time in range(2):
        invitations.withdraw(actor=owner_of(shop), invitation=invite(shop, far))
    made = invite(other, far)

    with pytest.raises(DomainError, match="同一个手机号或邮箱发 3 次") as refused:
        invite(shop, far)
    with pytest.raises(DomainError, match="同一个手机号或邮箱发 3 次"):
        invitations.send_again(actor=owner_of(other), invitation=made)
    assert refused.value.field == "contact"
    for n in range(18):
        invitations.withdraw(actor=owner_of(shop), invitation=invite(shop, f"b{n}@example.com"))
    with pytest.raises(DomainError, match="一天最多发 20 次"):
        invite(shop, "c@example.com")

    with time_machine.travel(timezone.now() + timedelta(days=1, minutes=1), tick=False):
        assert (invite(shop, far).state, Delivery.objects.count()) == ("open", 22)


def test_members_come_and_go_by_the_page_and_the_last_owner_stays():
    shop = make_shop()
    helper, owner = make_member(shop, "goods"), owner_of(shop)
    boss, mine = client_of(owner), client_of(helper.user)
    page = f"/seller/{shop.slug}/members/"
    own = shop.members.get(user=owner)

    assert (boss.get(page).status_code, mine.get(page).status_code) == (200, 200)
    assert "邀请成员" not in mine.get(page).content.decode()
    boss.post(f"{page}{helper.pk}/role/", {"role": "finance"})
    assert mine.get(f"/seller/{shop.slug}/money/").status_code == 200
    assert mine.get(f"/seller/{shop.slug}/goods/").status_code == 403
    for last in (f"{page}{own.pk}/remove/", f"{page}leave/", f"{page}{own.pk}/role/"):
        boss.post(last, {"role": "goods"})
        assert shop.members.filter(role="owner").count() == 1
    boss.post(f"{page}{helper.pk}/role/", {"role": "owner"})
    boss.post(f"{page}leave/")
    assert (boss.get(page).status_code, owner_of(shop)) == (404, helper.user)
    mine.post(f"{page}leave/")
    assert shop.members.count() == 1
    back = make_member(shop, "goods", user=owner)
    mine.post(f"{page}{back.pk}/remove/")
    assert (boss.get(page).status_code, owner.notices.filter(title__contains="不再是").count()) == (404, 1)


@pytest.mark.parametrize("how", ["removed", "left", "another role", "unnoticed"])
def test_what_somebody_held_out_as_owner_is_void_once_they_are_none(how):
    shop, friend = make_shop(), make_proved(phone="13800138126")
    old, mine = shop.members.get(), invite(shop, "13800138126", role="owner")
    new = make_member(shop, "owner")
    kept = invitations.invite(actor=new.user, shop=shop, contact="b@example.com", role="goods")
    token = token_of(mine)

    if how == "another role":
        members.change_role(actor=new.user, member=old, role="goods")
    elif how == "unnoticed":
        Member.objects.filter(pk=old.pk).update(role="goods")
    else:
        members.remove_member(actor=old.user if how == "left" else new.user, member=old)

    with pytest.raises(DomainError, match="已经不是店主" if how == "unnoticed" else "已经撤回"):
        invitations.accept(actor=friend, token=token)
    states = dict(Invitation.objects.values_list("pk", "state"))
    assert states == {mine.pk: "open" if how == "unnoticed" else "withdrawn", kept.pk: "open"}
    assert Clock.objects.running().count() == list(states.values()).count("open")


@pytest.mark.django_db(transaction=True)
def test_a_link_pressed_twice_at_once_makes_one_member():
    shop, friend = make_shop(), make_proved(phone="13800138125")
    token = token_of(invite(shop, "13800138125"))

    outcomes = at_once(*[lambda: invitations.accept(actor=friend, token=token)] * 2)

    assert sorted(isinstance(one, DomainError) for one in outcomes) == [False, True]
    assert shop.members.filter(user=friend).count() == 1


def test_the_table_of_an_invitation():
    lawful = [f"{state} {action}" for state, action, allowed in INVITATION.pairs() if allowed]

    assert lawful == ["open accept", "open withdraw", "open expire"]
