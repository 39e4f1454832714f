"""What staff type about shops, and what several of their pages show."""

from __future__ import annotations

from django import forms
from django.core.validators import validate_unicode_slug
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from mall.accounts.contacts import parse
from mall.accounts.services.people import by_contact
from mall.halfwidth import plain
from mall.uploads.models import PrivateFile
from merchants.models import MemberRole

MOST_TICKED = 500
LONGEST_ADDRESS = 60


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("原因"), max_length=500, widget=UnfoldAdminTextareaWidget(attrs={"rows": 3})
    )


class AccountField(forms.CharField):
    """A person, named by a verified phone or e-mail, so that nobody browses through accounts."""

    def __init__(self, **kwargs):
        super().__init__(
            max_length=254,
            widget=UnfoldAdminTextInputWidget(),
            help_text=_("本人先在商城注册并验证手机号或邮箱。"),
            **kwargs,
        )

    def clean(self, value):
        contact = super().clean(value)
        if not contact:
            return None
        user = by_contact(parse(contact))
        if user is None:
            raise forms.ValidationError(_("没有验证过这个手机号或邮箱的账户，请核对，或请本人先注册。"))
        return user


class MemberForm(forms.Form):
    user = AccountField(label=_("账户手机号或邮箱"))
    role = forms.ChoiceField(label=_("角色"), choices=MemberRole.choices, widget=UnfoldAdminSelectWidget())


class RoleForm(forms.Form):
    role = forms.ChoiceField(label=_("角色"), choices=MemberRole.choices, widget=UnfoldAdminSelectWidget())


def files_of(obj):
    """Links to the private files that hang on a row, for who may open them."""
    rows = PrivateFile.objects.about(obj).order_by("pk")
    links = ((reverse("uploads:private", args=[row.pk]), row.name) for row in rows)
    return format_html_join(" · ", '<a href="{}" target="_blank" rel="noopener">{}</a>', links) or "—"


class WholeField(forms.CharField):
    """A small number in digits, full-width ones too; None where it is left empty."""

    def __init__(self, **kwargs):
        super().__init__(required=False, max_length=8, widget=UnfoldAdminTextInputWidget(), **kwargs)

    def clean(self, value):
        text = plain(super().clean(value))
        if text and not (text.isascii() and text.isdigit()):
            raise forms.ValidationError(_("请填整数，例如 7。"))
        return int(text) if text else None


class TickedField(forms.Field):
    """Addresses of categories, each ticked: the catalogue draws the boxes, for it knows which there are.

    An address that no category has stops no sales.
    """

    widget = forms.SelectMultiple

    def __init__(self, **kwargs):
        super().__init__(required=False, **kwargs)

    def clean(self, value) -> list[str]:
        ticked = list(dict.fromkeys(value or ()))
        if len(ticked) > MOST_TICKED or not all(map(_is_address, ticked)):
            raise forms.ValidationError(_("请在列表里勾选类目。"))
        return ticked


def category_titles(*slugs: str) -> str:
    """What categories are called in the catalogue."""
    return render_to_string("merchants/_categories.html", {"slugs": slugs})


class CategorySelect(UnfoldAdminSelectWidget):
    """One category of the tree, which the catalogue draws; its address is what comes back."""

    def render(self, name, value, attrs=None, renderer=None):
        attributes = self.build_attrs(self.attrs, attrs)
        said = {"name": name, "value": value or "", "attributes": attributes}
        return mark_safe(render_to_string("merchants/_category_select.html", said))  # noqa: S308 - a template's


class CategoryField(forms.CharField):
    """The address of one category."""

    def __init__(self, **kwargs):
        super().__init__(max_length=LONGEST_ADDRESS, widget=CategorySelect(), **kwargs)

    def clean(self, value):
        address = super().clean(value)
        if not _is_address(address):
            raise forms.ValidationError(_("请在列表里选择分类。"))
        return address


def _is_address(text: str) -> bool:
    """Whether a category may have such an address: letters of any script, as the catalogue allows."""
    try:
        validate_unicode_slug(text)
    except forms.ValidationError:
        return False
    return len(text) <= LONGEST_ADDRESS


def document_link(obj, *, words=None):
    """A link to a row's page of the admin; a dash for none."""
    if obj is None:
        return "—"
    meta = obj._meta
    url = reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[obj.pk])
    return format_html('<a href="{}">{}</a>', url, words or obj)
