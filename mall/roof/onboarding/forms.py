"""What an applicant types, a step at a time; parts may be left for later."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.tree import read
from merchants.models import Application, ShopKind


class NeverShown(forms.TextInput):
    """Takes what is typed and never gives it back."""

    def format_value(self, value) -> None:
        return None


class KindForm(forms.Form):
    kind = forms.ChoiceField(label=_("主体类型"), choices=ShopKind.choices, widget=forms.RadioSelect)


class ShopForm(forms.Form):
    kind = forms.ChoiceField(label=_("主体类型"), choices=ShopKind.choices)
    name = forms.CharField(label=_("店名"), max_length=40, required=False)
    slug = forms.CharField(
        label=_("网址名"),
        max_length=40,
        required=False,
        help_text=_("店铺网址的最后一段，用小写字母、数字和横线，例如 hupan-tea。"),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
    )
    intro = forms.CharField(
        label=_("简介"), max_length=200, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    categories = forms.MultipleChoiceField(
        label=_("经营类目"),
        required=False,
        help_text=_("有的类目要许可证，选好后会列在“资质文件”里。"),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.roots = read().roots
        box: forms.MultipleChoiceField = self.fields["categories"]  # type: ignore[assignment]
        box.choices = [(root.slug, root.title) for root in self.roots]

    @property
    def chosen(self) -> list[list[str]]:
        """[slug, name] of the departments ticked, as the mall calls them."""
        ticked = set(self.cleaned_data["categories"])
        return [[root.slug, root.name] for root in self.roots if root.slug in ticked]


class SubjectForm(forms.Form):
    legal_name = forms.CharField(label=_("执照上的名称"), max_length=80, required=False)
    uscc = forms.CharField(
        label=_("统一社会信用代码"),
        max_length=40,
        required=False,
        help_text=_("18 位，在营业执照上。"),
        widget=forms.TextInput(attrs={"autocapitalize": "characters", "spellcheck": "false"}),
    )
    person_name = forms.CharField(label=_("负责人姓名"), max_length=40, required=False)
    person_id = forms.CharField(
        label=_("负责人身份证号"),
        max_length=40,
        required=False,
        widget=NeverShown(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args, application: Application, **kwargs):
        super().__init__(*args, **kwargs)
        if not application.has_licence:
            del self.fields["legal_name"], self.fields["uscc"]
        if application.person_id:
            kept = _("已加密保存，尾号 %(tail)s；不改就留空。")
            self.fields["person_id"].help_text = kept % {"tail": application.person_id[-4:]}


class AccountForm(forms.Form):
    holder = forms.CharField(
        label=_("户名"), max_length=60, required=False, help_text=_("与开户时登记的一致；企业填企业全称。")
    )
    bank = forms.CharField(
        label=_("开户银行"),
        max_length=60,
        required=False,
        help_text=_("写到支行，例如 招商银行杭州分行。"),
    )
    account = forms.CharField(
        label=_("账号"),
        max_length=48,
        required=False,
        widget=NeverShown(attrs={"autocomplete": "off", "inputmode": "numeric", "spellcheck": "false"}),
    )

    def __init__(self, *args, application: Application, **kwargs):
        super().__init__(*args, **kwargs)
        if application.account:
            kept = _("已加密保存，尾号 %(tail)s；不改就留空。")
            self.fields["account"].help_text = kept % {"tail": application.account_tail}
