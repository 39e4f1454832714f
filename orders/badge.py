"""How many kinds of goods are in the visitor's cart, as the frame of every page says.

The session keeps the number, so that a page's frame costs no query. For whom it was counted stands beside
it: on the first page after a sign-in it is counted anew, over the person's cart and the browser's, which
the first look at the cart pours together.
"""

from __future__ import annotations

from django.http import HttpRequest

from .services import carts

TOKEN = "cart_token"  # noqa: S105 - the name of a session value
COUNT, COUNTED_FOR = "cart_count", "cart_counted_for"


def remember(request: HttpRequest, kinds: int) -> None:
    """Keep what an act has left in the cart."""
    known = request.session.get(COUNT, 0), request.session.get(COUNTED_FOR)
    if known != (kinds, request.user.pk):
        request.session.update({COUNT: kinds, COUNTED_FOR: request.user.pk})


def count(request: HttpRequest) -> int:
    """Of a signed-in person counted once a session, and then as ``remember`` keeps it."""
    session, person = request.session, request.user
    if person.is_authenticated and session.get(COUNTED_FOR) != person.pk:
        remember(request, carts.kinds_of(person, browser=session.get(TOKEN)))
    return session.get(COUNT, 0)
