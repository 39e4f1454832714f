"""Papers of shops, which permits goods need, and who is banned."""

from __future__ import annotations

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget

from mall.admindisplay import display
from mall.adminpages import ServiceAdmin, StepPage
from merchants.models import Ban, Document, DocumentType, RequiredPermit
from merchants.services import documents, permits
from merchants.states import DOCUMENT

from .forms import CategoryField, ReasonForm, category_titles


class JudgePage(StepPage):
    """A verdict on a paper that a shop handed in after it had opened."""

    permission_required = "merchants.change_document"
    verdict = ""

    @classmethod
    def is_lawful(cls, obj: Document) -> bool:
        return obj.shop_id is not None and DOCUMENT.allows(obj.state, cls.verdict)

    def facts(self, obj):
        ends = obj.valid_to_on or _("长期")
        return [(_("编号"), obj.number), (_("发证机关"), obj.issuer), (_("有效期至"), ends)]

    def act(self, *, actor, obj, data):
        documents.judge(actor=actor, document=obj, verdict=self.verdict, reason=data.get("reason", ""))


class AcceptDocumentPage(JudgePage):
    name, path, verdict = "merchants_document_accept", "<int:pk>/accept/", "accept"
    label, done = _("通过"), _("文件已通过。")


class RefuseDocumentPage(JudgePage):
    name, path, verdict = "merchants_document_refuse", "<int:pk>/refuse/", "refuse"
    label, done, is_grave = _("不通过"), _("文件未通过，店铺会看到原因。"), True
    form_class = ReasonForm


@admin.register(Document)
class DocumentAdmin(ServiceAdmin):
    pages = (AcceptDocumentPage, RefuseDocumentPage)
    list_display = ("type", "shop", "application", "state_label", "valid_to_on", "written_at")
    list_filter = ("state", "type")
    list_select_related = ("shop", "application")
    search_fields = ("shop__name", "=number")
    fields = ("type", "shop", "application", "number", "issuer", "valid_from_on", "valid_to_on", "state")
    fields += ("remark", "written_at")

    @display(
        description=_("状态"),
        ordering="state",
        label={"pending": "warning", "accepted": "success", "refused": "danger", "expired": "danger"},
    )
    def state_label(self, document: Document):
        return document.state, document.get_state_display()


class RequirementForm(forms.ModelForm):
    category = CategoryField(label=_("分类"), help_text=_("它下面的分类一并适用。"))
    type = forms.ChoiceField(
        label=_("许可类型"), choices=DocumentType.choices, widget=UnfoldAdminSelectWidget()
    )

    class Meta:
        model = RequiredPermit
        fields = ["category", "type"]

    def _get_validation_exclusions(self):
        return {"category", "type"}  # that there is one already is said by the service

    def validate_unique(self) -> None:
        return None

    def validate_constraints(self) -> None:
        return None


class DropRequirementPage(StepPage):
    name, path = "merchants_requiredpermit_drop", "<int:pk>/drop/"
    permission_required = "merchants.change_requiredpermit"
    label, done, is_grave = _("取消要求"), _("不再要求这种许可。"), True

    def facts(self, obj: RequiredPermit):
        return [(_("分类"), category_titles(obj.category)), (_("许可类型"), obj.get_type_display())]

    def act(self, *, actor, obj, data):
        permits.drop_requirement(actor=actor, requirement=obj)

    def done_url(self):
        return self.list_url()


@admin.register(RequiredPermit)
class RequiredPermitAdmin(ServiceAdmin):
    pages = (DropRequirementPage,)
    list_display = ("named", "type")
    list_filter = ("type",)
    readonly_fields = ("named",)
    form = RequirementForm

    def get_fields(self, request, obj=None):
        return ("named", "type") if obj else ("category", "type")

    @display(description=_("分类"), ordering="category")
    def named(self, requirement: RequiredPermit):
        return category_titles(requirement.category)

    def create(self, *, actor, data):
        return permits.set_requirement(actor=actor, **data)


@admin.register(Ban)
class BanAdmin(ServiceAdmin):
    list_display = ("shop", "kind", "at")
    list_filter = ("kind",)
    list_select_related = ("shop",)
    fields = ("shop", "kind", "at")
