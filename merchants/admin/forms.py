"""What staff type about shops."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from mall.accounts.contacts import parse
from mall.accounts.services.people import by_contact
from merchants.models import MemberRole


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
