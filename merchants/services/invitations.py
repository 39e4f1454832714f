"""Inviting people into a shop: by phone or e-mail, through a link that works once and not for long.

Who accepts has signed in and proved the very phone or e-mail that was invited, so that a link which went
astray opens nothing. The role counts from the next click on.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from mall import locks
from mall.accounts.contacts import Contact, parse
from mall.accounts.models import User, mask_email, mask_phone
from mall.accounts.services.people import by_contact
from mall.audit.models import Act
from mall.audit.services import record
from mall.crypto import lookup_hash
from mall.deadlines import services as clocks
from mall.errors import DomainError
from mall.notifications.models import Channel
from mall.notifications.services import deliver, notify
from mall.subjects import kind_of
from merchants import rules
from merchants.models import Invitation, InvitationState, Member, MemberRole, Shop, ShopState

from . import members
from .open_invitations import STAGE, end

MOST_OPEN, MOST_SENT = 20, 5
# Sendings within a day, whatever became of the invitations: to an address from all shops, and of a shop.
DAY, MOST_TO_ONE, MOST_OF_A_SHOP = timedelta(days=1), 3, 20
SENDINGS = ("invitation.invite", "invitation.send_again")
OVER = (ShopState.CLOSED, ShopState.BANNED)


@locks.service
def invite(*, actor, shop: Shop, contact: str, role: str, now: datetime | None = None) -> Invitation:
    """Hold out ``role`` to whoever has ``contact``; they get the link by SMS or e-mail.

    Raises DomainError at ``contact`` for what is none, for a member, for who is invited already and for who
    was written to often today, at ``role`` for none that there is; and for a shop that is closed, has many
    invitations open or has sent many today.
    """
    now = now or timezone.now()
    try:
        address = parse(contact)
    except ValidationError as error:
        raise DomainError(error.messages[0], field="contact") from error
    hashed = lookup_hash(str(address))
    _send_alone(hashed)
    row = locks.lock_one(shop)
    if role not in MemberRole.values:
        raise DomainError(_("请选择角色。"), field="role")
    if row.state in OVER:
        raise DomainError(_("店铺已经关闭，不能再邀请成员。"))
    _require_new(row, address)
    _require_few(row, hashed, now)
    term = rules.AGREEMENT.figure("invitation", at=now)
    token = secrets.token_urlsafe(32)
    made = Invitation.objects.create(
        shop=row,
        role=role,
        address=str(address),
        address_hash=hashed,
        masked=mask_phone(address.phone) if address.phone else mask_email(address.email)[:80],
        token_hash=lookup_hash(token),
        invited_by=actor,
        invited_at=now,
        due_at=now + term,
    )
    _follow(made, now)
    record(actor=actor, verb="invitation.invite", subject=made, data={"role": role})
    _send(made, token)
    return made


def _require_new(shop: Shop, address: Contact) -> None:
    user = by_contact(address)
    if user and shop.members.filter(user=user).exists():
        raise DomainError(_("此人已经是店铺成员，可以改他的角色。"), field="contact")
    waiting = Invitation.objects.filter(shop=shop, state=InvitationState.OPEN)
    if waiting.filter(address_hash=lookup_hash(str(address))).exists():
        raise DomainError(_("已经邀请过，还在等对方接受；没有收到的话，可以重新发送。"), field="contact")
    if waiting.count() >= MOST_OPEN:
        raise DomainError(_("等待接受的邀请最多 %(n)d 个，请先撤回不需要的。") % {"n": MOST_OPEN})


def _send_alone(address_hash: str) -> None:
    """Shops that write to the same address at once are counted one after another."""
    locks.alone(f"invitation to {address_hash}")


def _require_few(shop: Shop, address_hash: str, now: datetime) -> None:
    """No address is flooded, no shop sends at the mall's cost without end. The caller holds both."""
    sent = Act.objects.filter(subject_kind=kind_of(Invitation), verb__in=SENDINGS, at__gt=now - DAY)

    def count(**of: object) -> int:
        return sent.filter(subject_id__in=Invitation.objects.filter(**of).values("pk")).count()

    if count(address_hash=address_hash) >= MOST_TO_ONE:
        words = _("一天内最多给同一个手机号或邮箱发 %(n)d 次邀请，请明天再发。")
        raise DomainError(words % {"n": MOST_TO_ONE}, field="contact")
    if count(shop=shop) >= MOST_OF_A_SHOP:
        raise DomainError(_("店铺一天最多发 %(n)d 次邀请，请明天再发。") % {"n": MOST_OF_A_SHOP})


def _follow(invitation: Invitation, now: datetime) -> None:
    clocks.start(
        invitation,
        rules.AGREEMENT,
        stage=STAGE,
        owner=("mall", 0),
        due_at=invitation.due_at,
        now=now,
    )


def _send(invitation: Invitation, token: str) -> None:
    address = parse(invitation.address)
    user, path = by_contact(address), reverse("shops:join", args=[token])
    words = {"shop": invitation.shop.name, "role": MemberRole(invitation.role).label}
    title = format_lazy(_("“{shop}”邀请您加入，角色：{role}"), **words)
    days = rules.AGREEMENT.figure("invitation", at=invitation.invited_at).days
    body = format_lazy(
        _("“{shop}”邀请您作为“{role}”加入店铺。{days} 天内打开链接接受：{link}。不认识这家店就不用理会。"),
        **words,
        days=days,
        link=f"{settings.SITE_URL}{path}",
    )
    key = f"invitation:{invitation.pk}:{invitation.sent}"
    with translation.override(user.locale if user else translation.get_language()):
        deliver(
            channel=Channel.SMS if address.phone else Channel.EMAIL,
            address=str(address),
            person=user,
            subject=str(title),
            body=str(body),
            key=key,
            expires_at=invitation.due_at,
        )
    if user:  # without the link, for what stands in an inbox stays there
        hint = format_lazy(_("链接已发到 {who}，打开它就能接受。"), who=invitation.masked)
        notify(person=user, key=key, title=title, body=hint)


@locks.service
def send_again(*, actor, invitation: Invitation, now: datetime | None = None) -> Invitation:
    """A new link with a new term; the one sent before opens nothing any more.

    Raises DomainError where it has ended, and where it was sent too often, in all or today.
    """
    now = now or timezone.now()
    _send_alone(invitation.address_hash)
    row = _locked(invitation)
    if row.state != InvitationState.OPEN:
        raise DomainError(_("这个邀请已经结束，请重新邀请。"))
    if row.sent >= MOST_SENT:
        raise DomainError(_("已经发送 %(n)d 次，请和对方核对手机号或邮箱。") % {"n": row.sent})
    _require_few(row.shop, row.address_hash, now)
    token = secrets.token_urlsafe(32)
    row.token_hash, row.sent = lookup_hash(token), row.sent + 1
    row.invited_at, row.due_at = now, now + rules.AGREEMENT.figure("invitation", at=now)
    row.save(update_fields=["token_hash", "sent", "invited_at", "due_at"])
    clocks.cancel(row, rules.AGREEMENT, stage=STAGE, now=now)
    _follow(row, now)
    record(actor=actor, verb="invitation.send_again", subject=row)
    _send(row, token)
    return row


@locks.service
def withdraw(*, actor, invitation: Invitation, now: datetime | None = None) -> Invitation:
    """The shop has thought better of it: its link opens nothing. Raises ForbiddenMove."""
    return end(invitation, "withdraw", actor=actor, now=now or timezone.now())


@locks.service
def expire(*, invitation: Invitation, now: datetime) -> None:
    """Nobody came. Called by its clock."""
    if invitation.state == InvitationState.OPEN:
        end(invitation, "expire", actor=None, now=now)


def _locked(invitation: Invitation) -> Invitation:
    locks.lock_one(invitation.shop)
    return locks.lock_one(invitation)


def found(token: str) -> Invitation | None:
    """The invitation that a link leads to, open or not."""
    by_hash = Invitation.objects.filter(token_hash=lookup_hash(token)) if token else Invitation.objects.none()
    return by_hash.select_related("shop", "invited_by").first()


def why_over(invitation: Invitation, *, now: datetime | None = None):
    """Why nobody can accept it, in words; '' where whom it is for can."""
    now = now or timezone.now()
    if invitation.state == InvitationState.ACCEPTED:
        return _("这个链接已经用过，不能再用。")
    if invitation.state == InvitationState.WITHDRAWN:
        return _("店铺已经撤回这个邀请。")
    if invitation.state == InvitationState.EXPIRED or now > invitation.due_at:
        return _("邀请已经过期，请店主重新邀请您。")
    if invitation.shop.state in OVER:
        return _("店铺已经关闭，不能再加入。")
    if not Member.objects.filter(
        shop=invitation.shop, user=invitation.invited_by, role=MemberRole.OWNER
    ).exists():
        return _("邀请您的人已经不是店主：请现在的店主重新邀请您。")
    return ""


def why_not(invitation: Invitation, user: User, *, now: datetime | None = None):
    """Why ``user`` can't accept, in words; '' where they can."""
    if over := why_over(invitation, now=now):
        return over
    if user.is_staff:
        return _("商城员工不能经营店铺。")
    if by_contact(parse(invitation.address)) != user:
        words = _("这个邀请是发给 %(who)s 的：请用那个账户登录，或先在“账户安全”里验证它。")
        return words % {"who": invitation.masked}
    if Member.objects.filter(shop=invitation.shop, user=user).exists():
        return _("您已经是这家店铺的成员。")
    return ""


@locks.service
def accept(*, actor: User, token: str, now: datetime | None = None) -> Member:
    """``actor`` joins the shop with the role held out to them; the link is used up.

    Raises DomainError for a link that there isn't, that is used, withdrawn, expired or somebody else's, from
    who is no owner any more, for a shop that is closed, for staff of the mall and for who is a member
    already.
    """
    now = now or timezone.now()
    seen = found(token)
    if seen is None:
        raise DomainError(_("没有这个邀请：请核对链接，或请店主重新邀请。"))
    row = _locked(seen)
    row.shop = Shop.objects.get(pk=row.shop_id)
    reason = why_not(row, actor, now=now)
    if reason:
        raise DomainError(reason)
    member = members.add_member(actor=actor, shop=row.shop, user=actor, role=row.role)
    end(row, "accept", actor=actor, now=now, accepted_by=actor)
    for owner in User.objects.filter(memberships__shop=row.shop, memberships__role=MemberRole.OWNER):
        if owner != actor:
            notify(
                person=owner,
                key=f"invitation:{row.pk}:accepted",
                title=format_lazy(
                    _("{who}已加入店铺，角色：{role}"), who=row.masked, role=row.get_role_display()
                ),
                link=reverse("merchants:members", args=[row.shop.slug]),
            )
    return member
