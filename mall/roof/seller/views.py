"""The seller portal's front door and its home page."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from mall.roof import charts
from merchants.access import seller
from merchants.models import Member, MemberRole, ShopRecord

from . import today as day


@require_safe
@login_required
def choose(request):
    """Straight into the only shop, or a choice, or a word for whoever has none."""
    memberships = list(
        Member.objects.filter(user=request.user).select_related("shop").order_by("shop__name", "pk")
    )
    if len(memberships) == 1:
        return redirect("seller:today", slug=memberships[0].shop.slug)
    return render(request, "seller/choose.html", {"memberships": memberships})


@require_safe
@seller()
def today(request):
    """The day as the member's role may see it: turnover is for owners and finance."""
    seen = day.SEEN[MemberRole(request.membership.role)]
    sold = day.sales(request.shop) if day.MONEY in seen else []
    context = {
        "section": "home",
        "seen": seen,
        "chart": charts.bars(sold) if sold else None,
        "chart_total": sum(fen for _day, fen in sold),
        "tasks": day.tasks(request.shop, seen=seen),
        "figures": day.figures(request.shop) if seen & day.COUNTED else {},
        "record": ShopRecord.objects.filter(shop=request.shop).first(),
    }
    return render(request, "seller/today.html", context)
