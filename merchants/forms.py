"""What is typed from a paper, by applicants and shops alike."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from merchants import requirements
from merchants.models import Document, DocumentType
from merchants.services import documents


class DocumentForm(forms.Form):
    number = forms.CharField(label=_("编号"), max_length=60, required=False)
    issuer = forms.CharField(label=_("发证机关"), max_length=80, required=False)
    valid_from_on = forms.DateField(
        label=_("生效日期"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    valid_to_on = forms.DateField(
        label=_("有效期至"),
        required=False,
        help_text=_("长期有效请留空。"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    file = forms.FileField(
        label=_("照片或 PDF"),
        required=False,
        help_text=_("JPG、PNG、WEBP 或 PDF，最大 20 MB；四角完整、字迹清楚。只有您和审核人员能看。"),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,application/pdf"}),
    )

    def __init__(self, *args, type_: DocumentType, document: Document | None, is_needed=False, **kwargs):
        """``is_needed``: the paper is one without which an application can't be handed in."""
        super().__init__(*args, **kwargs)
        for group, names in (
            (requirements.WITHOUT_NUMBER, ["number"]),
            (requirements.WITHOUT_ISSUER, ["issuer"]),
            (requirements.WITHOUT_TERM, ["valid_from_on", "valid_to_on"]),
        ):
            for name in names if type_ in group else ():
                del self.fields[name]
        if is_needed and documents.needs_number(type_):
            self.fields["number"].is_due_later = True  # type: ignore[attr-defined]
        self.fields["file"].required = document is None or document.file_id is None
        self.fields["file"].error_messages["required"] = _("请选择要上传的照片或 PDF。")

    @property
    def typed(self) -> dict:
        return {name: value for name, value in self.cleaned_data.items() if name != "file"}
