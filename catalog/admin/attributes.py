"""The attributes that categories ask of their goods: kept by the catalogue's reviewers."""

from __future__ import annotations

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextareaWidget

from catalog.models import CategoryAttribute
from catalog.services import attributes
from mall.admindisplay import display
from mall.adminpages import ServiceAdmin, StepPage

FIELDS = ("category", "name", "name_en", "kind", "choices", "unit", "is_required", "is_facet", "position")


class ChoicesField(forms.CharField):
    """Lines of “白瓷 = White porcelain”; the value is a list of pairs in their order."""

    widget = UnfoldAdminTextareaWidget(attrs={"rows": 8})

    def prepare_value(self, value):
        if isinstance(value, list):
            return "\n".join(f"{name} = {english}" if english else name for name, english in value)
        return value

    def to_python(self, value):
        lines = [line.partition("=") for line in super().to_python(value).splitlines() if line.strip()]
        return [[name.strip(), english.strip()] for name, _equals, english in lines]

    def has_changed(self, initial, data):
        return super().has_changed(self.prepare_value(initial), data)


class AttributeForm(forms.ModelForm):
    choices = ChoicesField(
        label=_("选项"),
        required=False,
        max_length=6_000,
        help_text=_("单选和多选才填：一行一个，写成“中文 = English”。"),
    )


class RemovePage(StepPage):
    name, path = "catalog_categoryattribute_remove", "<int:pk>/remove/"
    permission_required = "catalog.change_categoryattribute"
    label, done = _("不再要求"), _("参数已移除。")
    explanation = _("以后不再要求填写，也不再用来筛选；商品已经写了的值作为其他参数保留。")
    is_grave = True

    def act(self, *, actor, obj, data):
        attributes.remove_attribute(actor=actor, attribute=obj)

    def done_url(self) -> str:
        return self.list_url()


@admin.register(CategoryAttribute)
class CategoryAttributeAdmin(ServiceAdmin):
    form = AttributeForm
    pages = (RemovePage,)
    list_display = ("name", "category", "kind", "choice_words", "is_required", "is_facet", "position")
    list_filter = ("kind", "is_required", "is_facet")
    list_select_related = ("category",)
    search_fields = ("name", "category__name")
    autocomplete_fields = ("category",)
    ordering = ("category__position", "category_id", "position", "id")
    fields = FIELDS

    def create(self, *, actor, data):
        return attributes.save_attribute(actor=actor, attribute=CategoryAttribute(**data))

    def update(self, *, actor, obj, data, changed):
        for name in FIELDS:
            setattr(obj, name, data[name])
        attributes.save_attribute(actor=actor, attribute=obj)

    @display(description=_("选项"))
    def choice_words(self, attribute: CategoryAttribute):
        return "、".join(value for value, _english in attribute.choices) or "—"
