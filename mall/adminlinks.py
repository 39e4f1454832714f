"""Ways from one row of the admin to another: only for who may open what is there."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse
from unfold import forms as unfold_forms
from unfold.admin import ModelAdmin
from unfold.fields import UnfoldAdminReadonlyField


def page_of(request: HttpRequest, obj) -> str:
    """The address of the row's page in the admin; "" where it has none that the person may open."""
    if obj is None or not admin.site.is_registered(type(obj)):
        return ""
    if not admin.site.get_model_admin(type(obj)).has_view_permission(request, obj):
        return ""
    return reverse(f"admin:{obj._meta.app_label}_{obj._meta.model_name}_change", args=[obj.pk])


def list_of(request: HttpRequest, model: type[Model], **lookups) -> str:
    """The address of the list of those rows in the admin; "" for who may not open it."""
    if not admin.site.get_model_admin(model).has_view_permission(request):
        return ""
    meta = model._meta
    return f"{reverse(f'admin:{meta.app_label}_{meta.model_name}_changelist')}?{urlencode(lookups)}"


class ReadonlyField(UnfoldAdminReadonlyField):
    """A row named on another's page: a link for who may open it, and plain words for anybody else.

    Neither Django nor ``unfold`` asks. The form says who reads (``LinksForReader``); else nobody does.
    """

    def get_admin_url(self, remote_field, remote_obj):
        request = getattr(self.form, "read_by", None)
        if request is None or not page_of(request, remote_obj):
            return str(remote_obj)
        return super().get_admin_url(remote_field, remote_obj)


unfold_forms.UnfoldAdminReadonlyField = ReadonlyField


class LinksForReader(ModelAdmin):
    """A ModelAdmin whose forms, and those of the rows below, know who reads them."""

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        form.read_by = request
        return form

    def get_formsets_with_inlines(self, request, obj=None):
        for formset, inline in super().get_formsets_with_inlines(request, obj):
            formset.form.read_by = request  # a class of this request's own, as the form above
            yield formset, inline
