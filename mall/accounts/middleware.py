"""Requests without sense, who asks, limits that can't be counted, the language, staff's second factor."""

from __future__ import annotations

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.middleware import AuthenticationMiddleware, get_user
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponseBadRequest
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import constant_time_compare
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from .cache import GuardUnreachableError


class RequestSanityMiddleware:
    """Answer 400 to a NUL or a lone surrogate in path or query, before the database raises over it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not self._is_sane(request):
            return HttpResponseBadRequest(_("网址里有无法识别的字符。"))
        return self.get_response(request)

    def _is_sane(self, request) -> bool:
        text = request.path_info + "".join(key + "".join(values) for key, values in request.GET.lists())
        return "\x00" not in text and not any("\ud800" <= char <= "\udfff" for char in text)


class GuardMiddleware:
    """Where a limit can't be counted nobody signs in; a page says so, and the rest of the mall stays open."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if isinstance(exception, GuardUnreachableError):
            return _come_back(request)
        return None


def _come_back(request):
    response = render(request, "503.html", status=503)
    response["Retry-After"] = "60"
    return response


class PersonMiddleware(AuthenticationMiddleware):
    """``request.user`` is the person with whom the session was read, if the session bears that out.

    All that speaks against it, and every session of which the store knows nobody, is left to Django.
    """

    def process_request(self, request):
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: self._person(request))

    def _person(self, request):
        person_id = request.session.get(SESSION_KEY)  # reads the session
        person = request.session.person
        if person is not None and str(person.pk) == person_id and self._is_borne_out(request.session, person):
            request._cached_user = person
        return get_user(request)

    def _is_borne_out(self, session, person) -> bool:
        backend, proof = session.get(BACKEND_SESSION_KEY), session.get(HASH_SESSION_KEY)
        return (
            person.is_active
            and backend in settings.AUTHENTICATION_BACKENDS
            and proof is not None
            and constant_time_compare(proof, person.get_session_auth_hash())
        )


class LocaleOfUserMiddleware:
    """Who chose a language for the account reads it on every device; others follow cookie and browser."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        # Without a session cookie nobody is signed in: such a page needs no query to know its language.
        has_session = settings.SESSION_COOKIE_NAME in request.COOKIES
        if has_session and request.user.is_authenticated and request.user.locale_is_chosen:
            translation.activate(request.user.locale)
            request.LANGUAGE_CODE = translation.get_language()
        return self.get_response(request)


class StaffMfaMiddleware:
    """Nobody enters the staff's pages on a password alone.

    Staff without a second factor are led to set one up; staff whose session was opened without it are asked
    for it now. Who isn't staff is left to the page, which refuses them.
    """

    FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path_info.startswith(tuple(settings.STAFF_PATHS)) and request.user.is_staff:
            step = self._missing_step(request)
            if step:
                return redirect_to_login(request.get_full_path(), reverse(step))
        return self.get_response(request)

    def _missing_step(self, request) -> str | None:
        if not is_mfa_enabled(request.user, self.FACTORS):
            messages.warning(request, _("员工后台要求两步验证，请先绑定验证器应用或通行密钥。"))
            return "mfa_activate_totp"
        records = get_authentication_records(request, request.user)
        if not any(record["method"] == "mfa" for record in records):
            return "mfa_reauthenticate"
        return None
