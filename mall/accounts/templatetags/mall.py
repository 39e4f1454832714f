"""Template words of the mall, available in every template."""

from django import template
from django.utils.translation import gettext_lazy as _

from mall.money import yuan as as_yuan

register = template.Library()


@register.filter
def yuan(fen: int | None) -> str:
    """``12850`` → ``¥128.50``; nothing for None."""
    return "" if fen is None else f"¥{as_yuan(fen)}"


METHODS = {
    "password": _("密码"),
    "code": _("验证码"),
    "signup": _("注册"),
    "password_reset": _("找回密码"),
    "totp": _("动态码"),
    "webauthn": _("通行密钥"),
    "recovery_codes": _("恢复码"),
}


@register.filter
def sign_in_method(sign_in) -> str:
    """``密码 + 动态码`` for a SignIn."""
    return " + ".join(str(METHODS.get(name, name)) for name in sign_in.method.split("+") if name)
