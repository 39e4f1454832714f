"""The inbox of a signed-in person."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from . import services
from .models import Notice

PER_PAGE = 20


@login_required
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    notices = Notice.objects.filter(person=request.user.pk)
    page = Paginator(notices, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "notifications/inbox.html", {"page_obj": page})


@login_required
@require_POST
def mark_read(request: HttpRequest) -> HttpResponse:
    """One notice with ``notice``, all without it. A foreign id simply isn't among the person's own."""
    chosen = request.POST.get("notice", "")
    if chosen and not (chosen.isascii() and chosen.isdigit() and len(chosen) <= 18):
        return HttpResponseBadRequest(_("没有这条消息，请刷新页面再试。"))
    services.mark_read(actor=request.user, notice_ids=[int(chosen)] if chosen else None)
    return redirect("notifications:inbox")
