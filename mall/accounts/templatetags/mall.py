"""Template words of the mall, available in every template."""

from functools import cache

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from mall.languages import reads_english
from mall.moments import day_in_words
from mall.moments import until as as_end
from mall.money import yuan as as_yuan
from mall.rulebook.register import code_of

register = template.Library()


@register.filter
def yuan(fen: int | None) -> str:
    """``12850`` → ``¥128.50``, ``-5`` → ``-¥0.05``; nothing for None."""
    return "" if fen is None else f"{'-' if fen < 0 else ''}¥{as_yuan(abs(fen))}"


@register.filter
def clause_code(clause: str) -> str:
    """What readers call a clause: ``K4 末段`` for the id ``K4-tail``."""
    return code_of(clause)


@register.filter
def both_names(named) -> SafeString:
    """What something is called, in English first for its readers, with the Chinese name marked as such."""
    if not reads_english():
        return format_html("{}", named.name)
    if not named.name_en:
        return format_html('<span lang="zh">{}</span>', named.name)
    return format_html('{} <span class="name-zh" lang="zh">{}</span>', named.name_en, named.name)


@register.filter
def until(moment, form: str = "m-d H:i") -> str:
    """An end: ``12-03 24:00`` rather than midnight of the 4th; nothing for None."""
    return as_end(moment, form) if moment else ""


@register.filter
def day(moment) -> str:
    """A day in words, ``12 月 3 日``, with its year where that isn't this one; nothing for None."""
    return day_in_words(moment) if moment else ""


@register.filter
def about(count: int) -> str:
    """A count as shops show it: ``86``, ``1,204``, from 10,000 on in tens of thousands: ``1万+``."""
    if count < 10_000:
        return f"{count:,}"
    return f"{count // 1_000}k+" if (get_language() or "").startswith("en") else f"{count // 10_000}万+"


@register.simple_tag
@cache
def icon(name: str, more: str = "") -> SafeString:
    """An icon of ``img/icons.svg`` in the colour of the words beside it; screen readers pass it over."""
    return format_html(
        '<svg class="icon{}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        f" {more}" if more else "",
        static("img/icons.svg"),
        name,
    )


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
