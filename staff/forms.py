"""What who applies for a job fills in."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from mall.errors import DomainError
from mall.uploads.documents import clean_document

MOST_WORDS = 3_000


class ApplyForm(forms.Form):
    name = forms.CharField(label=_("姓名"), max_length=40)
    about = forms.CharField(
        label=_("自我介绍"),
        max_length=MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("做过什么，会什么，为什么想来。"),
    )
    resume = forms.FileField(label=_("简历"), required=False, help_text=_("PDF 或图片，只有招聘的人能打开。"))
    consents = forms.BooleanField(
        label=_("我同意商城为这次招聘处理以上个人信息；没有录用的，结束 180 天后删除。"), required=False
    )

    def clean_resume(self):
        resume = self.cleaned_data["resume"]
        if resume:
            try:
                clean_document(resume)
            except DomainError as error:
                raise forms.ValidationError(str(error)) from error
            resume.seek(0)
        return resume
