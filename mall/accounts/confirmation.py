"""Proof of presence, before security is changed, by who has no password and no second factor: a 6-digit code.

allauth asks for a password or a second factor and lets whoever has neither change everything unasked. Here a
code goes to the contact that the person has proved. Its tries are counted with all other wrong codes.
"""

from __future__ import annotations

import time

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.code_verification import AbstractCodeVerificationProcess
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.account.internal.flows.reauthentication import (
    get_reauthentication_flows,
    raise_if_reauthentication_required,
)
from allauth.account.utils import has_verified_email
from allauth.core.exceptions import ReauthenticationRequired
from django.http import HttpRequest
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from mall.errors import DomainError

from .contacts import Contact
from .models import User, mask_email, mask_phone

SESSION_KEY = "confirm_by_code"
TRIES = 3


def contact_of(user: User) -> Contact | None:
    """Where the code goes: the proved phone, else the proved e-mail; None where nothing is proved."""
    if user.phone and user.phone_verified_at:
        return Contact(phone=user.phone)
    if user.email and has_verified_email(user, user.email):
        return Contact(email=user.email)
    return None


def is_the_only_way(user: User) -> bool:
    """Whether a code is what ``user`` confirms with; a password or a second factor goes first."""
    return not get_reauthentication_flows(user) and contact_of(user) is not None


def was_recent(request: HttpRequest) -> bool:
    """Whether the person has entered a code, to sign in or to confirm, as lately as allauth asks."""
    codes = [r["at"] for r in get_authentication_records(request, request.user) if r["method"] == "code"]
    return bool(codes) and time.time() - codes[-1] < app_settings.REAUTHENTICATION_TIMEOUT


def can_confirm(user: User) -> bool:
    """Whether ``user`` has anything with which to show that it is they."""
    return bool(get_reauthentication_flows(user)) or contact_of(user) is not None


def where_to_confirm(request: HttpRequest, *, back: str = "") -> str | None:
    """Where the person has to show that it is they before this page; None where they did so just now.

    For pages that take a secret or move money. It leads ``back``, or to the same page, to be filled in then:
    allauth's own answer to a POST would keep in the session what was typed.
    """
    try:
        raise_if_reauthentication_required(request, app="allauth.account")
    except ReauthenticationRequired:
        method = get_adapter().get_reauthentication_methods(request.user)[0]
        return f"{method['url']}?{urlencode({'next': back or request.path})}"
    return None


class ConfirmProcess(AbstractCodeVerificationProcess):
    """A code on its way to the signed-in person; kept in their session, good for three tries."""

    def __init__(self, request: HttpRequest, state: dict):
        self.request = request
        super().__init__(
            state=state, timeout=app_settings.LOGIN_BY_CODE_TIMEOUT, max_attempts=TRIES, user=request.user
        )

    @classmethod
    def begin(cls, request: HttpRequest) -> ConfirmProcess:
        process = cls(request, cls.initial_state(request.user))
        process.send()
        process.persist()
        return process

    @classmethod
    def resume(cls, request: HttpRequest) -> ConfirmProcess | None:
        state = request.session.get(SESSION_KEY)
        return cls(request, state).abort_if_invalid() if state else None

    def send(self) -> None:
        adapter, contact = get_adapter(), contact_of(self.user)
        if contact is None:
            raise DomainError(_("请先用验证码验证手机号或邮箱，再继续。"))
        self.state["code"] = adapter.generate_login_code()
        if contact.phone:
            adapter.send_verification_code_sms(user=self.user, phone=contact.phone, code=self.code)
        else:
            adapter.send_mail("account/email/confirm_code", contact.email, {"code": self.code})

    def persist(self) -> None:
        self.request.session[SESSION_KEY] = self.state

    def abort(self) -> None:
        self.request.session.pop(SESSION_KEY, None)

    def finish(self) -> None:
        self.abort()
        record_authentication(self.request, self.user, method="code", reauthenticated=True)


def shown_contact(user: User) -> str:
    """The contact as a page may show it."""
    contact = contact_of(user)
    if contact is None:
        return ""
    return mask_phone(contact.phone) if contact.phone else mask_email(contact.email)
