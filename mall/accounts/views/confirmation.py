"""The page where a person without a password shows that it is they who sit there."""

from __future__ import annotations

from allauth.account.views import BaseReauthenticateView
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator

from mall.accounts import confirmation
from mall.accounts.forms.entrance import ConfirmCodeForm


@method_decorator(login_required, name="dispatch")
class ConfirmByCodeView(BaseReauthenticateView):
    """Sends a code on demand, takes it, and goes on with what was interrupted."""

    form_class = ConfirmCodeForm
    template_name = "accounts/confirm_by_code.html"

    def get_form_kwargs(self) -> dict:
        self.process = confirmation.ConfirmProcess.resume(self.request)
        return super().get_form_kwargs() | {"code": self.process.code if self.process else ""}

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.POST.get("action") == "send":
            confirmation.ConfirmProcess.begin(request)
            return redirect(self.passthrough_next_url(request.path))
        return super().post(request, *args, **kwargs)

    def form_valid(self, form) -> HttpResponse:
        if self.process:  # without one there is no code that could be right
            self.process.finish()
        return super().form_valid(form)

    def form_invalid(self, form) -> HttpResponse:
        if self.process and not self.process.record_invalid_attempt():
            self.process = None
        return self.render_to_response(self.get_context_data(form=form), status=400)

    def get_context_data(self, **kwargs) -> dict:
        context = super().get_context_data(**kwargs)
        return context | {
            "is_sent": self.process is not None,
            "recipient": confirmation.shown_contact(self.request.user),
        }
