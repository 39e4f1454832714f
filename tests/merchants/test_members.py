import threading

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404
from django.urls import reverse

from mall.errors import DomainError
from merchants.access import membership
from merchants.models import Member, MemberRole
from merchants.services import members

from .factories import enter_admin, make_member, make_shop, make_staff_with, make_user, owner_of


@pytest.mark.django_db
def test_a_member_is_added_once():
    shop, user = make_shop(), make_user()
    members.add_member(actor=None, shop=shop, user=user, role="goods")

    with pytest.raises(DomainError) as refused:
        members.add_member(actor=None, shop=shop, user=user, role="orders")

    assert refused.value.field == "user"


@pytest.mark.django_db
def test_staff_of_the_mall_do_not_run_shops():
    with pytest.raises(DomainError):
        members.add_member(actor=None, shop=make_shop(), user=make_user(is_staff=True), role="goods")


@pytest.mark.django_db
def test_the_last_owner_is_neither_removed_nor_given_another_role():
    shop = make_shop()
    owner = shop.members.get()

    with pytest.raises(DomainError):
        members.remove_member(actor=None, member=owner)
    with pytest.raises(DomainError):
        members.change_role(actor=None, member=owner, role="goods")

    assert list(shop.members.values_list("role", flat=True)) == ["owner"]


@pytest.mark.django_db
def test_one_of_two_owners_may_go():
    shop = make_shop()
    second = make_member(shop, MemberRole.OWNER)

    members.remove_member(actor=None, member=second)

    assert shop.members.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_owners_who_remove_each_other_at_once_leave_one():
    shop = make_shop()
    pair = [shop.members.get(), make_member(shop, MemberRole.OWNER)]
    barrier, refusals = threading.Barrier(2), []

    def leave(member: Member) -> None:
        barrier.wait()
        try:
            members.remove_member(actor=None, member=member)
        except DomainError as error:
            refusals.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=leave, args=(member,)) for member in pair]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (shop.members.count(), len(refusals)) == (1, 1)


@pytest.mark.django_db
def test_another_shop_and_an_unknown_one_are_not_found():
    shop, stranger = make_shop(), make_user()

    for slug in (shop.slug, "no-such-shop"):
        with pytest.raises(Http404):
            membership(stranger, slug, "goods")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "roles", "enters"),
    [
        ("goods", ("goods",), True),
        ("orders", ("goods",), False),
        ("owner", ("goods",), True),
        ("service", (), True),
        ("finance", ("goods", "orders"), False),
    ],
)
def test_a_member_enters_what_the_role_opens(role, roles, enters):
    member = make_member(make_shop(), role)

    if enters:
        assert membership(member.user, member.shop.slug, *roles) == member
    else:
        with pytest.raises(PermissionDenied):
            membership(member.user, member.shop.slug, *roles)


@pytest.mark.django_db
def test_the_owner_is_who_created_the_shop_for():
    assert owner_of(make_shop(owner=(boss := make_user()))) == boss


@pytest.mark.django_db
def test_the_only_owner_is_told_to_hand_over_and_not_offered_what_would_be_refused(client):
    shop = make_shop()
    owner, helper = shop.members.get(), make_member(shop)
    client.force_login(owner.user)
    page = reverse("merchants:members", args=[shop.slug])

    def offered() -> tuple[bool, bool, bool, bool]:
        """To change one's own role, another's, and to leave; and whether handing over is explained."""
        html = client.get(page).content.decode()
        own, others = (f"/members/{member.pk}/role/" in html for member in (owner, helper))
        return own, others, "/members/leave/" in html, "要交接，请先把另一位成员改成店主" in html

    assert offered() == (False, True, False, True)
    members.change_role(actor=owner.user, member=helper, role="owner")
    assert offered() == (True, True, True, False)
    members.change_role(actor=owner.user, member=helper, role="goods")
    enter_admin(client, make_staff_with("view_member", "change_member", "delete_member"))
    for member, is_offered in ((owner, False), (helper, True)):
        html = client.get(reverse("admin:merchants_member_change", args=[member.pk])).content.decode()
        steps = [f"/merchants/member/{member.pk}/{step}/" in html for step in ("role", "remove")]
        assert (steps, "唯一的店主：先" in html) == ([is_offered] * 2, not is_offered)
