"""The staff's face: what an app needs to show pages of its own inside the admin and to save through services.

- ``StaffPage``: a page in the admin's frame, with a permission. List it in ``pages`` of a ``ServiceAdmin``;
  its address lies below the model's, and it gets an entry in the sidebar.
- ``StepPage``: one step of one document. GET asks, POST makes one service call; the document's page shows its
  button while the step is lawful. A plain link never changes anything.
- ``ServiceAdmin``: a ModelAdmin that saves through services and shows their refusals at the field they name.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from mall.adminlinks import LinksForReader
from mall.adminlists import BoundedPaginator, LinkedList
from mall.adminsearch import PublicSearch
from mall.errors import DomainError
from mall.rulebook import boundary


def once(show: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    """For what a page shows of a row by queries: the frame asks for it several times, it is made once."""

    @functools.wraps(show)
    def shown(self, obj):
        kept = f"_shown_{show.__name__}"
        if kept not in obj.__dict__:
            obj.__dict__[kept] = show(self, obj)
        return obj.__dict__[kept]

    return shown


class StaffPage(PermissionRequiredMixin, TemplateView):
    """A page of our own inside the admin; templates extend ``admin/page.html`` and fill ``block page``.

    ``name`` is its URL name (``admin:<name>``), ``path`` its address below the ModelAdmin's.
    ``permission_required`` names one permission or several; () lets every staff member in. Others get a 403.
    """

    name = ""
    path = ""
    title: Any = ""
    icon = "description"
    permission_required: str | tuple[str, ...] = ()
    template_name = "admin/page.html"
    in_sidebar = True
    model_admin: Any = None

    @classmethod
    def url(cls) -> str:
        return reverse(f"admin:{cls.name}")

    @classmethod
    def is_open_to(cls, user) -> bool:
        required = cls.permission_required
        return user.has_perms((required,) if isinstance(required, str) else required)

    def has_permission(self) -> bool:
        return self.is_open_to(self.request.user)

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        self.request.current_app = admin.site.name
        frame = admin.site.each_context(self.request)
        return super().get_context_data(**{**frame, "title": self.title, **kwargs})


class StepPage(StaffPage):
    """A step of one document, asked for on a page of its own and done by ``act``: one service call.

    ``form_class`` asks for what the step needs (a reason); ``label`` is the button's words, ``is_grave`` its
    colour. ``is_lawful`` decides whether the document and the page show the button, and ``why_not_by`` why
    not to this person; the service decides again. ``facts`` are what to check before. ``act`` may set
    ``done`` to what has become of it.
    """

    template_name = "admin/step.html"
    in_sidebar = False
    label: Any = ""
    done: Any = _("已办理。")
    explanation: Any = ""
    is_grave = False
    form_class: type[forms.Form] = forms.Form

    @classmethod
    def is_lawful(cls, obj) -> bool:
        return True

    @classmethod
    def why_not_by(cls, obj, user) -> str:
        """Why ``user`` of all people doesn't do it and who can, in words; "" where they may."""
        return ""

    def act(self, *, actor, obj, data: dict[str, Any]) -> None:
        raise NotImplementedError

    def facts(self, obj) -> list[tuple[Any, Any]]:
        """Labels and values that the person checks, in order."""
        return []

    def setup(self, request: HttpRequest, *args, **kwargs) -> None:
        super().setup(request, *args, **kwargs)
        self.form = self.form_class(request.POST if request.method == "POST" else None)

    def dispatch(self, request: HttpRequest, *args, **kwargs):
        if self.has_permission():
            self.obj = self.model_admin.get_queryset(request).filter(pk=kwargs["pk"]).first()
            if self.obj is None:
                raise Http404
            self.obj.read_by = request
            is_lawful = self.is_lawful(self.obj)
            self.reason = self.why_not_by(self.obj, request.user) if is_lawful else ""
            self.is_open = is_lawful and not self.reason
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not self.form.is_valid():
            return self.render_to_response(self.get_context_data(), status=400)
        with boundary.shown(request, form=self.form) as outcome:
            self.act(actor=request.user, obj=self.obj, data=self.form.cleaned_data)
        if not outcome.ok:
            return self.render_to_response(self.get_context_data(), status=outcome.status)
        messages.success(request, self.done)
        return redirect(self.done_url())

    def document_url(self) -> str:
        meta = self.model_admin.opts
        return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[self.obj.pk])

    def list_url(self) -> str:
        meta = self.model_admin.opts
        return reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist")

    def done_url(self) -> str:
        """Where the person goes after the step; the document, unless the step takes it away."""
        return self.document_url()

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        return super().get_context_data(
            **{
                "title": self.label,
                "document": self.obj,
                "document_url": self.document_url(),
                "form": self.form,
                "step": self,
                "facts": self.facts(self.obj),
                "is_open": self.is_open,
                "reason": self.reason,
                **kwargs,
            }
        )


class ServiceAdmin(LinksForReader, PublicSearch):
    """Saves through services: subclasses write ``create`` and ``update``, each one call; the rest is here.

    A DomainError becomes an error of the form (of the field that it names), with the person's input kept.
    Without ``create`` nothing is added, without ``update`` all fields are read-only. Nothing is ever deleted.
    """

    pages: tuple[type[StaffPage], ...] = ()
    change_form_outer_before_template = "admin/steps.html"
    show_full_result_count = False
    paginator = BoundedPaginator

    def create(self, *, actor, data: dict[str, Any]) -> Any:
        """Make the new row by a service and return it."""
        raise NotImplementedError

    def update(self, *, actor, obj: Any, data: dict[str, Any], changed: list[str]) -> None:
        """Change ``obj`` by services; ``obj`` is as it was before, ``data`` is what was entered."""
        raise NotImplementedError

    def has_add_permission(self, request: HttpRequest) -> bool:
        return type(self).create is not ServiceAdmin.create and super().has_add_permission(request)

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        return type(self).update is not ServiceAdmin.update and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        return [*page_urls(self.pages, model_admin=self), *super().get_urls()]

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[LinkedList]:
        return LinkedList

    def save_model(self, request: HttpRequest, obj, form, change: bool) -> None:
        if change:
            before = self.model._default_manager.get(pk=obj.pk)
            self.update(actor=request.user, obj=before, data=form.cleaned_data, changed=form.changed_data)
        else:
            obj.pk = self.create(actor=request.user, data=form.cleaned_data).pk
            obj._state.adding = False
        obj.refresh_from_db()

    def get_object(self, request, object_id, from_field=None):
        """The row, which says who reads it: what stands on its page can be a link for who may follow it."""
        obj = super().get_object(request, object_id, from_field)
        if obj is not None:
            obj.read_by = request
        return obj

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        context = {**(extra_context or {}), "steps": self._steps(request, object_id)}
        try:
            return super().changeform_view(request, object_id, form_url, context)
        except DomainError as error:
            # The save has rolled back. Shown again, the same form carries the words; see get_form.
            boundary.record(error, actor=request.user, where=boundary.where_of(request))
            request.refused = error
            response = super().changeform_view(request, object_id, form_url, context)
            response.status_code = error.status
            return response

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        error = getattr(request, "refused", None)
        return _refused(form, error) if error else form

    def _steps(self, request: HttpRequest, object_id: str | None) -> list[dict[str, Any]]:
        steps = [page for page in self.pages if issubclass(page, StepPage) and page.is_open_to(request.user)]
        obj = self.get_object(request, object_id) if object_id and steps else None
        if obj is None:
            return []
        return [
            {
                "label": step.label,
                "url": reverse(f"admin:{step.name}", args=[obj.pk]),
                "is_grave": step.is_grave,
                "reason": step.why_not_by(obj, request.user),
            }
            for step in steps
            if step.is_lawful(obj)
        ]


def page_urls(pages: tuple[type[StaffPage], ...], *, model_admin: Any = None) -> list[URLPattern]:
    """The addresses of ``pages``, for ``get_urls`` of a ModelAdmin or of the site."""
    return [
        path(page.path, admin.site.admin_view(page.as_view(model_admin=model_admin)), name=page.name)
        for page in pages
    ]


def _refused(form: type[forms.ModelForm], error: DomainError) -> type[forms.ModelForm]:
    """The same form, which now finds that ``error`` is wrong with what was entered."""

    class Refused(form):  # type: ignore[valid-type,misc]
        def clean(self):
            cleaned = super().clean()
            field = error.field if error.field in self.fields else NON_FIELD_ERRORS
            self.add_error(field, ValidationError(boundary.words(error)))
            return cleaned

    return Refused
