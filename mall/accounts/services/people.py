"""Who has an account, and which phone or e-mail is proved to be theirs.

A sign-up writes the account before the contact is proved, because the proof needs a row to hang on. Until
then the account counts for nothing: nobody can find it to sign in or to reset its password, and it gives way
to the next sign-up with the same contact. Otherwise whoever registers a stranger's phone first would keep its
owner out, or wait with a known password for the owner to prove it.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from mall import locks, rules
from mall.accounts.contacts import Contact
from mall.accounts.models import User, mask_phone
from mall.audit.services import record, record_look
from mall.crypto import lookup_hash
from mall.errors import DomainError
from mall.notifications.services import notify
from mall.prepared import Found

UNVERIFIED_KEPT_FOR = timedelta(days=1)


def _verified_emails():
    return EmailAddress.objects.filter(user=OuterRef("pk"), verified=True)


def _unproved():
    """Accounts without any proved contact that nobody has ever been inside."""
    return User.objects.filter(~Exists(_verified_emails()), phone_verified_at=None, last_login=None)


def by_contact(contact: Contact) -> User | None:
    """The active account that has proved ``contact``, or None."""
    if contact.phone:
        proved = User.objects.filter(phone_hash=lookup_hash(contact.phone), phone_verified_at__isnull=False)
    else:
        proved = User.objects.filter(Exists(_verified_emails().filter(email=contact.email)))
    return proved.filter(is_active=True).first()


def by_key(pk: int) -> User:
    """The account with that key. Raises DoesNotExist."""
    found = _by_key.first(pk)
    if found is None:
        raise User.DoesNotExist(f"accounts.User {pk} is gone")
    return found


_by_key = Found(lambda pk: User.objects.filter(pk=pk))


def is_taken(contact: Contact) -> bool:
    """Whether an account, also a closed one, holds ``contact`` in a way that no sign-up may take over."""
    holders = User.objects.filter(_held(contact))
    return holders.exclude(pk__in=_unproved().values("pk")).exists()


def _held(contact: Contact) -> Q:
    return Q(phone_hash=lookup_hash(contact.phone)) if contact.phone else Q(email=contact.email)


def has_verified_contact(person: User) -> bool:
    """Whether ``person`` has proved a phone or an e-mail to be theirs. (B8)"""
    if person.phone_verified_at:
        return True
    return EmailAddress.objects.filter(user=person, verified=True).exists()


def require_verified_contact(person: User) -> None:
    """Raise RuleError unless ``person`` has a verified contact. (B8)"""
    rules.VERIFIED_CONTACT.require(has_verified_contact(person), _("请先用验证码验证手机号或邮箱，再继续。"))


@locks.service
def release_contact(*, contact: Contact, keep: User | None = None) -> int:
    """Delete accounts that claim ``contact`` and never proved anything, so that others can; how many."""
    squatters = _unproved().filter(_held(contact))
    if keep is not None:
        squatters = squatters.exclude(pk=keep.pk)
    found = locks.lock(User, squatters.values_list("pk", flat=True))
    deleted, _per_model = _unproved().filter(pk__in=found).delete()
    return deleted


@locks.service
def sign_up(*, user: User, contact: Contact, password: str = "", locale: str = "zh-hans") -> User:
    """Save the new ``user`` with an unproved ``contact``; without ``password`` it signs in by code only.

    Raises DomainError where an account that has proved the contact exists: callers look first and answer
    alike in both cases, so this is only met by two at the same moment.
    """
    release_contact(contact=contact)
    user.email = contact.email or None
    user.set_phone(contact.phone)
    user.locale = locale
    user.set_password(password or None)
    _save_unique(user)
    return user


def _save_unique(user: User) -> None:
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError as error:
        raise DomainError(_("这个手机号或邮箱刚刚已被使用，请刷新页面重试。"), field="contact") from error


@locks.service
def verify_phone(*, actor: User, phone: str, now: datetime | None = None) -> User:
    """``actor`` has proved ``phone`` by a code: it is now their phone, in place of an older one. (B8)

    Does nothing where it was proved before. The inbox tells of a replaced phone.
    Raises DomainError where another account has proved it.
    """
    user = locks.lock_one(actor)
    if user.phone == phone and user.phone_verified_at:
        return user
    release_contact(contact=Contact(phone=phone), keep=user)
    replaced = user.phone if user.phone_verified_at else ""
    user.set_phone(phone)
    user.phone_verified_at = now or timezone.now()
    _save_unique(user)
    record(actor=user, verb="user.verify_phone", subject=user, rule=rules.VERIFIED_CONTACT.id)
    if replaced:
        notify(
            person=user,
            key=f"phone-replaced:{user.phone_verified_at:%Y%m%d%H%M%S%f}",
            title=_("登录手机号已更换"),
            body=format_lazy(
                _("原手机号 {phone} 不再用于登录。如果不是您本人操作，请立即修改密码并联系客服。"),
                phone=mask_phone(replaced),
            ),
            link="/me/security/",
        )
    return user


@locks.service
def attach_phone(*, user: User, phone: str) -> User:
    """Give ``user`` a phone that is still to be proved, as the sign-up step "use another number" does."""
    row = locks.lock_one(user)
    release_contact(contact=Contact(phone=phone), keep=row)
    row.set_phone(phone)
    row.phone_verified_at = None
    _save_unique(row)
    return row


@locks.service
def set_locale(*, actor: User, locale: str) -> None:
    """Keep the language ``actor`` chose for pages and messages. Raises DomainError for an unknown one."""
    if locale not in dict(settings.LANGUAGES):
        raise DomainError(_("没有这种语言。"), field="language")
    User.objects.filter(pk=actor.pk).update(locale=locale, locale_is_chosen=True)


@locks.service
def note_locale(*, user: User, locale: str) -> None:
    """Have messages follow the language in which ``user`` reads the pages now, where they chose none."""
    if locale in dict(settings.LANGUAGES):
        User.objects.filter(pk=user.pk, locale_is_chosen=False).exclude(locale=locale).update(locale=locale)


@locks.service
def rename(*, actor: User, display_name: str) -> None:
    """Set what pages call ``actor``; empty means the masked contact."""
    User.objects.filter(pk=actor.pk).update(display_name=display_name.strip()[:40])


@locks.service
def create_account(
    *,
    actor: User | None,
    phone: str = "",
    email: str = "",
    password: str = "",
    display_name: str = "",
    is_staff: bool = False,
    is_superuser: bool = False,
    totp_secret: str | None = None,
    locale: str = "",
) -> User:
    """An account made by the mall (``actor`` None) or by staff, its contacts taken as verified.

    ``locale`` is the language they chose, if any; ``totp_secret`` (base32) gives it an authenticator app,
    which staff need to enter the admin.
    Raises DomainError without any contact, or where one of them is taken.
    """
    if not (phone or email):
        raise DomainError(_("请填写手机号或邮箱。"), field="contact")
    now = timezone.now()
    user = User(display_name=display_name, is_staff=is_staff, is_superuser=is_superuser)
    if locale:
        user.locale, user.locale_is_chosen = locale, True
    user.email = email.lower() or None
    user.set_phone(phone)
    user.phone_verified_at = now if phone else None
    user.set_password(password or None)
    for contact in filter(str, (Contact(phone=phone), Contact(email=email.lower()))):
        release_contact(contact=contact)
    try:
        user.full_clean(exclude=["password"], validate_constraints=False)
    except ValidationError as error:
        raise DomainError(" ".join(error.messages)) from error
    _save_unique(user)
    if user.email:
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    if totp_secret:
        TOTP.activate(user, totp_secret)
    record(actor=actor, verb="user.create", subject=user, data={"is_staff": is_staff})
    return user


@locks.service
def reveal_contact(*, actor: User, person: User, reason: str) -> Contact:
    """The contact of ``person`` in full, for staff; who looked and why is written down. (D7.3, K4.1)"""
    if not reason.strip():
        raise DomainError(_("请写明查看的原因。"), field="reason")
    record_look(viewer=actor, subject=person, fields=["phone", "email"], reason=reason.strip())
    return Contact(phone=person.phone, email=person.email or "")


def find(*, actor: User, contact: Contact) -> User:
    """The account that holds ``contact``, proved or not, for staff; the finding is written down. (D7.3)

    Raises DomainError where there is none; that somebody looked stays on record, without the contact.
    """
    person = _looked_up(actor, contact)
    if person is None:
        raise DomainError(_("没有账户使用这个手机号或邮箱，请与对方核对后再查。"), field="contact")
    return person


@locks.service
def _looked_up(actor: User, contact: Contact) -> User | None:
    person = User.objects.filter(_held(contact)).first()
    record(actor=actor, verb="user.find" if person else "user.find_nobody", subject=person or User())
    return person


@locks.service
def purge_unproved(*, now: datetime | None = None) -> int:
    """Delete sign-ups that were never proved and are older than a day; how many rows went."""
    before = (now or timezone.now()) - UNVERIFIED_KEPT_FOR
    deleted, _per_model = _unproved().filter(date_joined__lt=before).delete()
    return deleted
