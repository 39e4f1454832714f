"""How many kinds of goods are in the visitor's cart, as the frame of every page says.

The session keeps the number, so that a page's frame costs no query. The first page after a sign-in counts
it anew, over the person's cart and the browser's, which the first look at the cart pours together.
"""

from __future__ import annotations

from django.http import HttpRequest

from mall.accounts.sessions import SIGNED_IN_ANEW

from .services import carts

TOKEN = "cart_token"  # noqa: S105 - the name of a session value
COUNT = "cart_count"


def remember(request: HttpRequest, kinds: int) -> None:
    """Keep what an act has left in the cart."""
    if request.session.get(COUNT, 0) != kinds:
        request.session[COUNT] = kinds


def count(request: HttpRequest) -> int:
    session = request.session
    if session.get(SIGNED_IN_ANEW) and request.user.is_authenticated:
        del session[SIGNED_IN_ANEW]
        remember(request, carts.kinds_of(request.user, browser=session.get(TOKEN)))
    return session.get(COUNT, 0)
