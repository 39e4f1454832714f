"""The public's face of hiring: what is open, and applying to it. (A4.1)"""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mall.accounts.limits import limited
from mall.rulebook import boundary
from mall.uploads.services import store

from .forms import ApplyForm
from .models import Application, Opening
from .services import hiring
from .states import APPLICATION


@require_safe
def jobs(request: HttpRequest) -> HttpResponse:
    """Everything that is open, and what one has applied to."""
    mine = []
    if request.user.is_authenticated:
        mine = [
            (one, APPLICATION.allows(one.state, "withdraw"))
            for one in Application.objects.filter(applicant=request.user).select_related(
                "opening__position__department"
            )
        ]
    openings = Opening.objects.filter(closed_at=None).select_related("position__department")
    return render(request, "staff/jobs.html", {"openings": openings, "mine": mine})


@require_safe
def job(request: HttpRequest, pk: int) -> HttpResponse:
    opening = get_object_or_404(Opening.objects.select_related("position__department"), pk=pk)
    return render(request, "staff/job.html", {"opening": opening})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@limited("applications", "20/h/user")
def apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Apply with words and, if one likes, a paper. What was typed stays, save the file."""
    opening = get_object_or_404(Opening.objects.select_related("position__department"), pk=pk)
    form = ApplyForm(request.POST or None, request.FILES or None)
    status = 200
    if form.is_bound and form.is_valid():
        data = dict(form.cleaned_data)
        resume = data.pop("resume")
        with boundary.shown(request, form=form) as outcome:
            application = hiring.apply(applicant=request.user, opening=opening, **data)
        if outcome.ok:
            if resume:
                store(actor=request.user, subject=application, purpose=hiring.PURPOSE, upload=resume)
            messages.success(request, _("已投递。进展会发到您的消息里。"))
            return redirect("staff:jobs")
        status = outcome.status
    elif form.is_bound:
        status = 400
    return render(request, "staff/apply.html", {"opening": opening, "form": form}, status=status)


@login_required
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    application = get_object_or_404(Application, pk=pk, applicant=request.user)
    with boundary.shown(request) as outcome:
        hiring.withdraw(applicant=request.user, application=application)
    if outcome.ok:
        messages.success(request, _("已撤回应聘，您的个人信息到期删除。"))
    return redirect("staff:jobs")
