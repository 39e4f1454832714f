"""What every page knows of the cart."""

from __future__ import annotations


def cart(request) -> dict:
    """``cart_count`` as the visitor's last act left it, from the session: a page's frame costs no query."""
    session = getattr(request, "session", None)
    return {"cart_count": session.get("cart_count", 0) if session else 0}
