"""Accounts as staff see them: masked, opened with a reason, and never edited by hand."""

from __future__ import annotations

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from mall.adminpages import ServiceAdmin, StaffPage, StepPage
from mall.rulebook import boundary

from .access import member
from .contacts import Contact, parse
from .models import User
from .services import people


class RevealForm(forms.Form):
    reason = forms.CharField(
        label=_("查看原因"), max_length=300, widget=UnfoldAdminTextareaWidget(attrs={"rows": 2})
    )


class RevealPage(StepPage):
    name = "accounts_user_reveal"
    path = "<int:pk>/contact/"
    permission_required = "accounts.reveal_user"
    label = _("查看完整联系方式")
    explanation = _("谁、何时、为什么查看都会留下记录。")
    template_name = "accounts/admin_reveal.html"
    form_class = RevealForm

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        """Shows the contact in the answer itself: it has no address that could be opened again or shared."""
        if not self.form.is_valid():
            return self.render_to_response(self.get_context_data(), status=400)
        with boundary.shown(request, form=self.form) as outcome:
            reason = self.form.cleaned_data["reason"]
            contact = people.reveal_contact(actor=member(request), person=self.obj, reason=reason)
        if not outcome.ok:
            return self.render_to_response(self.get_context_data(), status=outcome.status)
        return self.render_to_response(self.get_context_data(contact=contact))


class FindForm(forms.Form):
    contact = forms.CharField(
        label=_("完整的手机号或邮箱"),
        max_length=254,
        widget=UnfoldAdminTextInputWidget(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_contact(self) -> Contact:
        return parse(self.cleaned_data["contact"])


class FindPage(StaffPage):
    """A person by phone or e-mail. Asked by POST, so that neither stands in an address or a log."""

    name = "accounts_user_find"
    path = "find/"
    title = _("按手机号或邮箱找人")
    icon = "person_search"
    permission_required = "accounts.view_user"
    template_name = "accounts/admin_find.html"

    def setup(self, request: HttpRequest, *args, **kwargs) -> None:
        super().setup(request, *args, **kwargs)
        self.form = FindForm(request.POST if request.method == "POST" else None)

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not self.form.is_valid():
            return self.render_to_response(self.get_context_data(), status=400)
        with boundary.shown(request, form=self.form) as outcome:
            person = people.find(actor=member(request), contact=self.form.cleaned_data["contact"])
        if not outcome.ok:
            return self.render_to_response(self.get_context_data(), status=outcome.status)
        return redirect("admin:accounts_user_change", person.pk)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**{"form": self.form, **kwargs})


@admin.register(User)
class UserAdmin(ServiceAdmin):
    list_display = ("masked", "display_name", "is_staff", "is_active", "date_joined", "last_login")
    list_filter = ("is_staff", "is_active")
    list_per_page = 50
    search_fields = ("display_name", "=id")
    search_help_text = _("按昵称或账户编号查找；手机号和邮箱请用“按手机号或邮箱找人”")
    pages = (FindPage, RevealPage)
    fields = (
        "masked",
        "display_name",
        "is_staff",
        "is_active",
        "is_verified",
        "locale",
        "date_joined",
        "last_login",
    )
    readonly_fields = fields

    @admin.display(description=_("账户"), ordering="id")
    def masked(self, user: User) -> str:
        return user.masked_contact

    @admin.display(description=_("联系方式已验证"), boolean=True)
    def is_verified(self, user: User) -> bool:
        return people.has_verified_contact(user)
