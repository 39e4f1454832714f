"""The signed-in person's own pages: home, security, language."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe
from django.views.i18n import set_language as remember_language

from mall.accounts.access import member
from mall.accounts.forms.profile import ProfileForm
from mall.accounts.limits import limited
from mall.accounts.services import people, sign_ins
from mall.errors import DomainError

SHOWN_SIGN_INS = 20


@login_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/home.html")


@login_required
@limited("profile", "30/m/user")
def profile(request: HttpRequest) -> HttpResponse:
    form = ProfileForm(request.POST or None, initial={"display_name": member(request).display_name})
    if request.method == "POST" and form.is_valid():
        people.rename(actor=member(request), display_name=form.cleaned_data["display_name"])
        messages.success(request, _("已保存。"))
        return redirect("accounts:home")
    return render(request, "accounts/profile.html", {"form": form})


@login_required
@require_safe
def security(request: HttpRequest) -> HttpResponse:
    user = member(request)
    factors = Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES)
    sessions = UserSession.objects.purge_and_list(user)
    for session in sessions:
        session.device = sign_ins.describe_device(session.user_agent)
        session.is_this = session.session_key == request.session.session_key
    context = {
        "sign_ins": user.sign_ins.all()[:SHOWN_SIGN_INS],
        "sessions": sorted(sessions, key=lambda session: (not session.is_this, -session.pk)),
        "factor_count": factors.count(),
    }
    return render(request, "accounts/security.html", context)


@login_required
@require_POST
@limited("sessions", "30/m/user")
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    session = get_object_or_404(UserSession, pk=pk, user=member(request))
    sign_ins.end_session(actor=member(request), session=session)
    messages.success(request, _("已退出那台设备。"))
    return redirect("accounts:security")


@login_required
@require_POST
@limited("sessions", "30/m/user")
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    count = sign_ins.end_other_sessions(actor=member(request), current_key=request.session.session_key or "")
    messages.success(request, _("已退出其他 %(count)s 台设备。") % {"count": count})
    return redirect("accounts:security")


@csrf_exempt
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Django's switch with its cookie; for who is signed in the choice is kept with the account as well.

    Without a token, so that every page can carry the switch and still be the same for all who look at it.
    What a stranger's form could do is to show somebody the mall in its other language.
    """
    if request.user.is_authenticated:
        try:
            people.set_locale(actor=member(request), locale=request.POST.get("language", ""))
        except DomainError as error:
            messages.error(request, str(error))
    return remember_language(request)
