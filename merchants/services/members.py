"""Who runs a shop. A shop that has an owner never loses its last one."""

from __future__ import annotations

from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from mall import locks
from mall.audit.services import record
from mall.errors import DomainError
from mall.notifications.services import notify
from merchants.models import Member, MemberRole, Shop

from . import open_invitations


@locks.service
def add_member(*, actor, shop: Shop, user, role: str) -> Member:
    """Make ``user`` a member of ``shop``. Raises DomainError where they are one already or are mall staff."""
    locks.lock_one(shop)
    if user.is_staff:
        raise DomainError(_("商城员工不能经营店铺。"), field="user")
    if shop.members.filter(user=user).exists():
        raise DomainError(_("此人已经是店铺成员，可以改他的角色。"), field="user")
    member = Member.objects.create(shop=shop, user=user, role=MemberRole(role))
    record(actor=actor, verb="shop.add_member", subject=shop, data={"member": user.pk, "role": role})
    return member


@locks.service
def remove_member(*, actor, member: Member) -> None:
    """End a membership, from the next click on; by ``actor`` themselves: they leave.

    The open invitations of an owner go with them, or one of those could bring them back.
    Raises DomainError for the last owner.
    """
    locks.lock_one(member.shop)
    _keep_an_owner(member)
    member.delete()
    _withdraw_invitations(actor, member)
    verb = "shop.leave" if member.user == actor else "shop.remove_member"
    record(actor=actor, verb=verb, subject=member.shop, data={"member": member.user_id})
    if member.user == actor:
        return
    notify(
        person=member.user,
        key=f"shop:{member.shop_id}:removed:{int(timezone.now().timestamp())}",
        title=format_lazy(_("您已不再是店铺“{shop}”的成员"), shop=member.shop.name),
        link="/seller/",
    )


@locks.service
def change_role(*, actor, member: Member, role: str) -> Member:
    """Give a member another role; the open invitations of one who was an owner go.

    Raises DomainError for none that there is, and without an owner left.
    """
    locks.lock_one(member.shop)
    if role not in MemberRole.values:
        raise DomainError(_("请选择角色。"), field="role")
    if role != MemberRole.OWNER:
        _keep_an_owner(member)
    before, member.role = member.role, MemberRole(role)
    member.save(update_fields=["role"])
    if role != MemberRole.OWNER:
        _withdraw_invitations(actor, member)
    record(
        actor=actor,
        verb="shop.change_role",
        subject=member.shop,
        data={"member": member.user_id, "from": before, "to": role},
    )
    return member


def _withdraw_invitations(actor, member: Member) -> None:
    """Only owners invite, so whoever isn't one any more has none open."""
    now = timezone.now()
    open_invitations.withdraw_of(actor=actor, shop=member.shop, inviter=member.user, now=now)


def is_only_owner(member: Member) -> bool:
    """Whether the shop would be without an owner if it lost ``member``."""
    owners = Member.objects.filter(shop=member.shop_id, role=MemberRole.OWNER)
    return list(owners.order_by("pk").values_list("pk", flat=True)[:2]) == [member.pk]


def _keep_an_owner(member: Member) -> None:
    if is_only_owner(member):
        raise DomainError(_("这是店铺唯一的店主：请先指定另一位店主。"))
