"""Accounts as staff see them: masked, opened with a reason, and never edited by hand."""

from __future__ import annotations

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextareaWidget

from mall.adminpages import ServiceAdmin, StepPage
from mall.crypto import lookup_hash
from mall.rulebook import boundary

from .access import member
from .contacts import parse
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


@admin.register(User)
class UserAdmin(ServiceAdmin):
    list_display = ("masked", "display_name", "is_staff", "is_active", "date_joined", "last_login")
    list_filter = ("is_staff", "is_active")
    list_per_page = 50
    search_fields = ("display_name",)
    search_help_text = _("按昵称，或完整的手机号、邮箱查找")
    pages = (RevealPage,)
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

    def get_search_results(self, request: HttpRequest, queryset, search_term: str):
        """A whole phone or e-mail finds its account by hash; parts of one find nothing."""
        try:
            contact = parse(search_term)
        except ValidationError:
            return super().get_search_results(request, queryset, search_term)
        if contact.phone:
            return queryset.filter(phone_hash=lookup_hash(contact.phone)), False
        return queryset.filter(email=contact.email), False
