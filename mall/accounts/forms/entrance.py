"""Sign-up, sign-in and reset with one field for the contact, in place of allauth's forms."""

from __future__ import annotations

from allauth.account import forms as allauth_forms
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.password_reset_by_code import (
    PASSWORD_RESET_VERIFICATION_SESSION_KEY,
    PasswordResetVerificationProcess,
)
from allauth.account.internal.stagekit import unstash_login
from allauth.core import context, ratelimit
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.webauthn import forms as webauthn_forms
from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mall.accounts import confirmation, limits
from mall.accounts.contacts import Contact, parse
from mall.accounts.services import people

from .fields import CODE, ContactField, PasskeyField


class SignUpForm(allauth_forms.SignupForm):
    """One phone or e-mail, and a password for those who want one.

    allauth's settings must demand an e-mail where verification is mandatory; this form is where the mall says
    that a phone will do as well.
    """

    field_order = ["contact", "password1"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["email"], self.fields["phone"]
        self.fields["contact"] = ContactField(help_text=_("会发送 6 位验证码，验证后即可使用。"))
        password = self.fields["password1"]
        password.label = _("设置密码")
        password.help_text = _("可以不设，以后用验证码登录。要设的话至少 10 位，不能全是数字。")
        password.widget.attrs.pop("placeholder", None)
        self.order_fields(self.field_order)

    def clean_contact(self) -> Contact:
        contact = self.cleaned_data["contact"]
        self.cleaned_data |= {"phone": contact.phone, "email": contact.email}
        self.account_already_exists = people.is_taken(contact)
        return contact

    def _clean_phone(self) -> None:
        """Done by clean_contact, which knows unproved accounts from proved ones."""


class SignInForm(allauth_forms.LoginForm):
    """Phone or e-mail, and password."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        login = ContactField().widget
        self.fields["login"] = forms.CharField(label=_("手机号或邮箱"), max_length=254, widget=login)
        self.fields["password"].label = _("密码")
        self.fields["password"].help_text = ""
        self.fields["password"].widget.attrs.pop("placeholder", None)
        self.order_fields(["login", "password"])

    def clean_login(self) -> str:
        return str(parse(self.cleaned_data["login"]))


class RequestCodeForm(allauth_forms.RequestLoginCodeForm):
    """Phone or e-mail; the code goes there if somebody has proved it, and a hint to sign up if nobody has."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["email"], self.fields["phone"]
        self.fields["contact"] = ContactField()

    def clean_contact(self) -> Contact:
        contact = self.cleaned_data["contact"]
        if not ratelimit.consume(context.request, action="request_login_code", key=str(contact)):
            raise get_adapter().validation_error("too_many_login_attempts")
        self._user = people.by_contact(contact)
        self.cleaned_data |= {"phone": contact.phone, "email": contact.email}
        return contact


class _ResetProcess(PasswordResetVerificationProcess):
    """allauth's reset keeps the contact as "email" whatever it is; only the sending must know a phone."""

    def send(self) -> None:
        contact = parse(self.state["email"])
        if contact.email:
            return super().send()
        adapter = get_adapter()
        if not self.user:
            return adapter.send_unknown_account_sms(contact.phone)
        self.state["code"] = adapter.generate_password_reset_code()
        return adapter.send_verification_code_sms(user=self.user, phone=contact.phone, code=self.code)


class ResetForm(allauth_forms.ResetPasswordForm):
    """Phone or e-mail; the answer is the same whether an account has it or not."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["email"]
        self.fields["contact"] = ContactField()

    def clean_contact(self) -> Contact:
        contact = self.cleaned_data["contact"]
        self.cleaned_data["email"] = str(contact)
        return contact

    def save(self, request, **kwargs) -> str:
        contact = self.cleaned_data["contact"]
        user = people.by_contact(contact)
        process = _ResetProcess(request, state=_ResetProcess.initial_state(user, str(contact)), user=user)
        process.send()
        process.persist()
        return str(contact)


class NewPasswordForm(allauth_forms.ResetPasswordKeyForm):
    """One field: a password manager fills it, and a mistyped one is reset again."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["password2"]
        _simplify(self.fields["password1"])


class ChangePasswordForm(allauth_forms.ChangePasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["password2"]
        self.fields["oldpassword"].widget.attrs.pop("placeholder", None)
        _simplify(self.fields["password1"])


class SetPasswordForm(allauth_forms.SetPasswordForm):
    """For who has confirmed that it is they: a password is a way in, and allauth asks nobody here."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if elsewhere := confirmation.where_to_confirm(context.request):
            raise ImmediateHttpResponse(HttpResponseRedirect(elsewhere))
        del self.fields["password2"]
        _simplify(self.fields["password1"])


def _simplify(field: forms.Field) -> None:
    field.label = _("新密码")
    field.help_text = " ".join(password_validators_help_texts())
    field.widget.attrs.pop("placeholder", None)


class _CodeInput:
    """A code field that phones fill from the SMS and show digits for."""

    fields: dict

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        code = self.fields["code"]
        code.label = _("验证码")
        code.max_length = 12
        code.widget.attrs.pop("placeholder", None)
        code.widget.attrs |= CODE

    def _clean_counted(self, clean) -> str:
        """What ``clean`` makes of the code, while the account hasn't had too many wrong ones."""
        account = _account_of_code(context.request)
        if not limits.may_try_code(context.request, account):
            raise get_adapter().validation_error("too_many_login_attempts")
        try:
            return clean()
        except forms.ValidationError:
            limits.spend_wrong_code(context.request, account)
            raise


def _account_of_code(request) -> str:
    """Whose code is being entered: by the sign-in or the reset under way, or who is signed in."""
    if request.user.is_authenticated:
        return f"user:{request.user.pk}"
    reset = request.session.get(PASSWORD_RESET_VERIFICATION_SESSION_KEY)
    if reset and request.path == reverse("account_confirm_password_reset_code"):
        return f"user:{reset.get('user_id')}" if reset.get("user_id") else f"nobody:{reset.get('email')}"
    login = unstash_login(request, peek=True)
    if login and login.user:
        return f"user:{login.user.pk}"
    return f"nobody:{request.session.session_key}"


class SignInCodeForm(_CodeInput, allauth_forms.ConfirmLoginCodeForm):
    def clean_code(self) -> str:
        return self._clean_counted(super().clean_code)


class ConfirmCodeForm(_CodeInput, allauth_forms.BaseConfirmCodeForm):
    """The code by which somebody without a password confirms that it is they."""

    def clean_code(self) -> str:
        return self._clean_counted(super().clean_code)


class PhoneCodeForm(_CodeInput, allauth_forms.VerifyPhoneForm):
    def clean_code(self) -> str:
        return self._clean_counted(super().clean_code)


class ResetCodeForm(_CodeInput, allauth_forms.ConfirmPasswordResetCodeForm):
    def clean_code(self) -> str:
        return self._clean_counted(super().clean_code)


class EmailCodeForm(_CodeInput, allauth_forms.ConfirmEmailVerificationCodeForm):
    """Before the address becomes this user's, sign-ups that claimed it and never proved it make way."""

    def clean_code(self) -> str:
        code = self._clean_counted(lambda: allauth_forms.BaseConfirmCodeForm.clean_code(self))
        contact = Contact(email=self.email)
        people.release_contact(contact=contact, keep=self.user)
        holder = people.by_contact(contact)
        if holder and holder != self.user:
            raise get_adapter().validation_error("email_taken")
        return code


class TotpForm(_CodeInput, totp_forms.ActivateTOTPForm):
    pass


class AddPasskeyForm(webauthn_forms.AddWebAuthnForm):
    credential = PasskeyField()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("名称")
        self.fields["name"].max_length = 60
        self.fields["passwordless"].label = _("也用它直接登录，不输密码")
        self.fields["passwordless"].help_text = _("这样的密钥叫通行密钥，需要设备支持指纹、面容或锁屏密码。")


class PasskeySignInForm(webauthn_forms.LoginWebAuthnForm):
    credential = PasskeyField()


class PasskeyFactorForm(webauthn_forms.AuthenticateWebAuthnForm):
    credential = PasskeyField()


class ConfirmPasskeyForm(webauthn_forms.ReauthenticateWebAuthnForm):
    credential = PasskeyField()


class SecondFactorForm(mfa_forms.AuthenticateForm):
    """Takes the app's six digits or a recovery code."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("动态码或恢复码")
        self.fields["code"].widget.attrs.pop("placeholder", None)
        self.fields["code"].widget.attrs |= {"autocomplete": "one-time-code", "class": "code-input"}


class ConfirmFactorForm(mfa_forms.ReauthenticateForm, SecondFactorForm):
    pass
