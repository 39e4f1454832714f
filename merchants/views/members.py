"""Who runs a shop: seen by all of them, changed by owners; and the page on which the invited accept."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mall.rulebook.boundary import shown
from mall.rulebook.words import in_words
from merchants import rules
from merchants.access import seller
from merchants.models import Invitation, InvitationState, Member, MemberRole
from merchants.services import invitations, members

RECENT = 10
# What each role opens; the owner opens all.
MAY = {
    MemberRole.OWNER: gettext_lazy("店铺的一切：设置、成员、资质、收款账户，以及下面各项"),
    MemberRole.GOODS: gettext_lazy("商品、库存、价格、运费模板"),
    MemberRole.ORDERS: gettext_lazy("订单、发货、取消和包裹"),
    MemberRole.FINANCE: gettext_lazy("货款、对账单"),
    MemberRole.SERVICE: gettext_lazy("评价回复、合规答复"),
}


class InvitationForm(forms.Form):
    contact = forms.CharField(
        label=gettext_lazy("手机号或邮箱"),
        max_length=254,
        help_text=gettext_lazy("链接发到这里；对方用它登录或注册后才能接受。"),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    role = forms.ChoiceField(label=gettext_lazy("角色"), choices=MemberRole.choices, initial=MemberRole.GOODS)


def _page(request: HttpRequest, form: InvitationForm | None = None, status: int = 200) -> HttpResponse:
    shop, is_owner = request.shop, request.membership.role == MemberRole.OWNER
    there = list(shop.members.select_related("user").order_by("joined_at", "pk"))
    owners = [member for member in there if member.role == MemberRole.OWNER]
    sent = shop.invitations.order_by("-id")
    context = {
        "section": "members",
        "is_owner": is_owner,
        "people": there,
        "only_owner": owners[0] if len(owners) == 1 else None,
        "waiting": sent.filter(state=InvitationState.OPEN) if is_owner else (),
        "earlier": sent.exclude(state=InvitationState.OPEN)[:RECENT] if is_owner else (),
        "form": form or InvitationForm(),
        "roles": MemberRole.choices,
        "may": [(role.label, MAY[role]) for role in MemberRole],
        "term": in_words(rules.AGREEMENT.figure("invitation")),
        "most_sent": invitations.MOST_SENT,
    }
    return render(request, "seller/members.html", context, status=status)


@require_safe
@seller()
def index(request: HttpRequest) -> HttpResponse:
    return _page(request)


@require_POST
@seller("owner")
def invite(request: HttpRequest) -> HttpResponse:
    form, status = InvitationForm(request.POST), 400
    if form.is_valid():
        with shown(request, form=form) as outcome:
            made = invitations.invite(actor=request.user, shop=request.shop, **form.cleaned_data)
        if outcome.ok:
            messages.success(request, _("邀请已发到 %(who)s。") % {"who": made.masked})
            return redirect("merchants:members", request.shop.slug)
        status = outcome.status
    return _page(request, form, status)


def _done(request: HttpRequest, outcome, words: str) -> HttpResponse:
    if outcome.ok:
        messages.success(request, words)
    return redirect("merchants:members", request.shop.slug)


@require_POST
@seller("owner")
def send_again(request: HttpRequest, pk: int) -> HttpResponse:
    invitation = get_object_or_404(Invitation.objects.select_related("shop"), shop=request.shop, pk=pk)
    with shown(request) as outcome:
        invitations.send_again(actor=request.user, invitation=invitation)
    return _done(request, outcome, _("新的链接已发出，旧链接作废。"))


@require_POST
@seller("owner")
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    invitation = get_object_or_404(Invitation, shop=request.shop, pk=pk)
    with shown(request) as outcome:
        invitations.withdraw(actor=request.user, invitation=invitation)
    return _done(request, outcome, _("邀请已撤回，链接作废。"))


@require_POST
@seller("owner")
def change_role(request: HttpRequest, pk: int) -> HttpResponse:
    member = get_object_or_404(Member.objects.select_related("shop", "user"), shop=request.shop, pk=pk)
    with shown(request) as outcome:
        members.change_role(actor=request.user, member=member, role=request.POST.get("role", ""))
    return _done(request, outcome, _("角色已改，马上生效。"))


@require_POST
@seller("owner")
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    member = get_object_or_404(Member.objects.select_related("shop", "user"), shop=request.shop, pk=pk)
    with shown(request) as outcome:
        members.remove_member(actor=request.user, member=member)
    if outcome.ok and member.user_id == request.user.pk:
        messages.success(request, _("您已退出店铺。"))
        return redirect("seller:choose")
    return _done(request, outcome, _("成员已移除，马上不能再进入。"))


@require_POST
@seller()
def leave(request: HttpRequest) -> HttpResponse:
    """Anybody may go, but for the last owner."""
    with shown(request) as outcome:
        members.remove_member(actor=request.user, member=request.membership)
    if not outcome.ok:
        return redirect("merchants:members", request.shop.slug)
    messages.success(request, _("您已退出店铺。"))
    return redirect("seller:choose")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """What the invited read, and accept by a press; a link that is merely opened changes nothing.

    Whoever holds the link reads who invites whom into which shop before signing in, so that they know why
    they should, and with which account.
    """
    invitation = invitations.found(token)
    if invitation is None:
        raise Http404
    if request.method == "POST":
        if not request.user.is_authenticated:
            return redirect_to_login(request.path)
        with shown(request) as outcome:
            invitations.accept(actor=request.user, token=token)
        if outcome.ok:
            words = _("欢迎加入“%(shop)s”。") % {"shop": invitation.shop.title}
            messages.success(request, words)
            return redirect("seller:today", invitation.shop.slug)
        return redirect(request.path)
    context = {
        "invitation": invitation,
        "may": MAY[MemberRole(invitation.role)],
        **(_to(request.user, invitation) if request.user.is_authenticated else _to_anybody(invitation)),
    }
    return render(request, "seller/join.html", context)


def _to(user, invitation: Invitation) -> dict:
    is_member = Member.objects.filter(shop=invitation.shop, user=user).exists()
    return {"why_not": invitations.why_not(invitation, user), "is_member": is_member}


def _to_anybody(invitation: Invitation) -> dict:
    return {"why_not": invitations.why_over(invitation), "must_sign_in": True}
