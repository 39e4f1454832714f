from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from orders.services.reviews import LONGEST

_WORDS = {
    5: _("很满意"),
    4: _("满意"),
    3: _("一般"),
    2: _("不满意"),
    1: _("很不满意"),
}


class WordsField(forms.CharField):
    """Several lines, a break between them counting as one character, as it does where they're typed."""

    widget = forms.Textarea

    def to_python(self, value):
        return super().to_python(value).replace("\r\n", "\n")


class ReviewForm(forms.Form):
    """A buyer's stars and words."""

    rating = forms.TypedChoiceField(
        label=_("星级"),
        coerce=int,
        choices=list(_WORDS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": _("请选 1 到 5 颗星。"), "invalid_choice": _("请选 1 到 5 颗星。")},
    )
    text = WordsField(
        label=_("说说这件商品"),
        required=False,
        max_length=LONGEST,
        help_text=_("最多 500 个字；评价发表后不能修改或删除，请不要写电话和地址。"),
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class ReplyForm(forms.Form):
    """The shop's answer."""

    text = WordsField(
        label=_("回复"),
        max_length=LONGEST,
        help_text=_("最多 500 个字；每条评价只能回复一次，发表后不能修改。"),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("请写回复的内容。")},
    )
