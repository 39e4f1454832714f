"""What allauth asks the mall: how a phone is kept, how a code is sent, what happens when somebody is in."""

from __future__ import annotations

import uuid
from datetime import timedelta

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from mall.crypto import cipher
from mall.notifications.models import Channel
from mall.notifications.services import deliver, notify

from . import confirmation, limits
from .contacts import Contact, clean_phone
from .forms.fields import PhoneField
from .services import people, sign_ins
from .sessions import SIGNED_IN_ANEW

CODE_LIVES = timedelta(minutes=15)
WRONG = _("账号或密码不对。忘了密码可以改用验证码登录。")
ALREADY_THERE = _(
    "有人用这个手机号注册，但它已有账户。是您本人的话，请直接登录或找回密码；不是的话无需理会。"
)
NOBODY_THERE = _("有人用这个手机号登录，但它还没有账户。是您本人的话，请先注册；不是的话无需理会。")


class AccountAdapter(DefaultAccountAdapter):
    """Phones are stored by the mall, and every message leaves as a delivery of the mall."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": WRONG,
        "phone_password_mismatch": WRONG,
        "username_password_mismatch": WRONG,
        "incorrect_code": _("验证码不对，请核对最新收到的那一条。"),
        "too_many_login_attempts": _("尝试次数太多，请过几分钟再试。"),
        "rate_limited": _("刚发过一条，请 30 秒后再试。"),
        "phone_taken": _("这个手机号已属于另一个账户。"),
        "email_taken": _("这个邮箱已属于另一个账户。"),
    }

    def get_login_redirect_url(self, request) -> str:
        """Staff come to work; everybody else came from the shop window."""
        return reverse("admin:index") if request.user.is_staff else super().get_login_redirect_url(request)

    # --- Phones: kept encrypted on the user, found by hash ---

    def phone_form_field(self, **kwargs):
        return PhoneField(**kwargs)

    def get_phone(self, user) -> tuple[str, bool] | None:
        return (user.phone, user.phone_verified_at is not None) if user.phone else None

    def get_user_by_phone(self, phone: str):
        """Only who has proved the phone: see services.people for why."""
        try:
            return people.by_contact(Contact(phone=clean_phone(phone)))
        except ValidationError:
            return None

    def set_phone(self, user, phone: str, verified: bool) -> None:
        if verified:
            self.set_phone_verified(user, phone)
        else:
            fresh = people.attach_phone(user=user, phone=phone)
            user.phone, user.phone_hash, user.phone_verified_at = fresh.phone, fresh.phone_hash, None

    def set_phone_verified(self, user, phone: str) -> None:
        fresh = people.verify_phone(actor=user, phone=phone)
        user.phone, user.phone_hash = fresh.phone, fresh.phone_hash
        user.phone_verified_at = fresh.phone_verified_at

    # --- Messages: each a delivery, limited before it is written ---

    def send_verification_code_sms(self, user, phone: str, code: str, **kwargs) -> None:
        text = gettext("验证码 %(code)s，15 分钟内有效。任何人向您索要都是诈骗。") % {"code": code}
        self._sms(phone, text, person=user if user.last_login else None)

    def send_unknown_account_sms(self, phone: str, **kwargs) -> None:
        self._sms(phone, str(NOBODY_THERE))

    def send_account_already_exists_sms(self, phone: str) -> None:
        self._sms(phone, str(ALREADY_THERE))

    def _sms(self, phone: str, text: str, person=None) -> None:
        limits.spend_sms(context.request, phone)
        self._deliver(Channel.SMS, phone, text, person=person)

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        limits.spend_email(self.request, email)
        message = self.render_mail(
            template_prefix, email, {"request": self.request, "email": email} | context
        )
        self._deliver(Channel.EMAIL, email, message.body, subject=message.subject)

    def _deliver(self, channel: str, address: str, body: str, *, subject: str = "", person=None) -> None:
        deliver(
            channel=channel,
            address=address,
            subject=subject,
            body=body,
            person=person,
            key=f"account:{uuid.uuid4().hex}",
            expires_at=timezone.now() + CODE_LIVES,
        )

    def format_email_subject(self, subject: str) -> str:
        return f"【{settings.SMS_SIGNATURE}】{subject}"

    def send_notification_mail(self, template_prefix: str, user, context=None, email=None) -> None:
        """Changes of password or second factor: always in the inbox, and by e-mail where there is one."""
        ctx = {"timestamp": timezone.now(), "ip": self.get_client_ip(self.request), "user_agent": ""} | (
            context or {}
        )
        message = self.render_mail(
            template_prefix, email or user.email or "", {"request": self.request, "user": user} | ctx
        )
        if email and email != user.email:  # what was replaced hears of it too
            self._deliver(Channel.EMAIL, email, message.body, subject=message.subject)
        notify(
            person=user,
            key=f"{template_prefix.rpartition('/')[2]}:{uuid.uuid4().hex}",
            title=message.subject,
            body=message.body,
            link=reverse("accounts:security"),
            channels=[Channel.EMAIL],
        )

    # --- Signing in ---

    def get_login_stages(self) -> list[str]:
        ours = {
            "allauth.account.stages.PhoneVerificationStage": "mall.accounts.stages.PhoneStage",
            "allauth.account.stages.EmailVerificationStage": "mall.accounts.stages.EmailStage",
        }
        return [ours.get(path, path) for path in super().get_login_stages()]

    def post_login(self, request, user, **kwargs):
        """Every way in ends here, so this is where a sign-in is kept."""
        records = get_authentication_records(request, user)
        methods = [record.get("type") or record["method"] for record in records] or ["signup"]
        sign_ins.keep(
            user=user,
            ip=self.get_client_ip(request),
            user_agent=self.get_http_user_agent(request),
            methods=methods,
        )
        people.note_locale(user=user, locale=get_language() or "")
        request.session[SIGNED_IN_ANEW] = True
        return super().post_login(request, user, **kwargs)

    # --- Confirming that it is they, before security is changed ---

    def get_reauthentication_methods(self, user) -> list[dict]:
        methods = super().get_reauthentication_methods(user)
        if methods or not user.is_authenticated or not confirmation.is_the_only_way(user):
            return methods
        url = reverse("accounts:confirm_by_code")
        return [{"id": "confirm_by_code", "description": _("用验证码确认"), "url": url}]

    def is_reauthentication_required(self, *, app: str, **kwargs) -> bool:
        """allauth lets whoever has neither password nor second factor pass; here they enter a code.

        Raises ReauthenticationRequired for them, as allauth itself would do next.
        """
        if not super().is_reauthentication_required(app=app, **kwargs):
            return False
        request = self.request
        if confirmation.is_the_only_way(request.user) and not confirmation.was_recent(request):
            raise ReauthenticationRequired
        return True

    def _get_login_attempts_cache_key(self, request, **credentials) -> str:
        # allauth leaves the phone out: failures by phone would share one limit and lock everybody out.
        login = credentials.get("email") or credentials.get("phone") or credentials.get("username") or ""
        return f"sign-in:{login.lower()}"

    def save_user(self, request, user, form, commit=True):
        data = form.cleaned_data
        return people.sign_up(
            user=user,
            contact=Contact(phone=data.get("phone") or "", email=data.get("email") or ""),
            password=data.get("password1") or "",
            locale=get_language() or settings.LANGUAGE_CODE,
        )

    def can_delete_email(self, email_address) -> bool:
        """The one address of an account is changed, not deleted."""
        return not email_address.primary

    def get_password_change_redirect_url(self, request) -> str:
        return reverse("accounts:security")


class MfaAdapter(DefaultMFAAdapter):
    """Secrets of authenticator apps are kept under the field keys like other personal data."""

    def encrypt(self, text: str) -> str:
        return cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return cipher().decrypt(encrypted_text.encode()).decode()

    def get_totp_label(self, user) -> str:
        return user.masked_contact

    def _get_site_name(self) -> str:
        return settings.MFA_TOTP_ISSUER
