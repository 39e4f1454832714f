"""Who may enter which shop's part of the portal."""

from __future__ import annotations

import functools
from collections.abc import Callable

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase

from .models import Member, MemberRole

View = Callable[..., HttpResponseBase]


def membership(user, slug: str, *roles: str) -> Member:
    """The membership of ``user`` in the shop called ``slug``, with the shop loaded.

    ``roles`` are those that may enter, besides the owner; none named means any member. A shop that is
    unknown and one that belongs to others look the same: both raise Http404. A member whose role isn't
    among ``roles`` gets PermissionDenied.
    """
    member = Member.objects.select_related("shop").filter(user=user, shop__slug=slug).first()
    if member is None:
        raise Http404
    if roles and member.role not in (MemberRole.OWNER, *roles):
        raise PermissionDenied
    return member


def seller(*roles: str) -> Callable[[View], View]:
    """For views under /seller/<slug>/: gives ``request.shop`` and ``request.membership``, and takes the slug.

    Anonymous visitors are sent to sign in. See ``membership`` for who else is turned away, and how.
    """

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def enter(request: HttpRequest, slug: str, *args, **kwargs) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            member = membership(request.user, slug, *roles)
            request.membership, request.shop = member, member.shop  # type: ignore[attr-defined]
            return view(request, *args, **kwargs)

        return enter

    return decorate
