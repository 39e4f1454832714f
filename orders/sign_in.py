"""What sign-in does to the cart."""

from __future__ import annotations

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver


@receiver(user_logged_in, dispatch_uid="orders.bring_cart")
def bring_cart(sender, request, user, **kwargs) -> None:
    """Pour the browser's cart into the person's own, and have every page know its count from now on."""
    from .views import carts  # needs all apps

    if hasattr(request, "_messages"):  # a person at a browser, whom the merge can be told to
        carts.remember_count(request, carts.cart_of(request))
