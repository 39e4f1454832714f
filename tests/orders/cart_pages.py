"""The cart's page as a browser sends it back."""

from django.contrib.messages import get_messages

from orders.models import Cart
from orders.services import cart_looks

HTMX = {"HTTP_HX_REQUEST": "true"}


def put_in(client, *skus, quantity=1):
    for sku in skus:
        client.post("/cart/add/", {"sku": sku.pk, "quantity": quantity})
    return Cart.objects.get()


def sent(cart, **over):
    """What a browser sends of the page as it is now: every number, tick and what was shown."""
    data = {}
    for row in cart_looks.look(cart).rows:
        data[f"quantity_{row.key}"] = str(row.quantity)
        data[f"was_{row.key}"] = f"{row.quantity}:{int(row.is_ticked)}:{row.sku.price}"
        if row.is_ticked:
            data[f"selected_{row.key}"] = "on"
    return data | over


def press(client, cart, button, **over):
    return client.post("/cart/update/", sent(cart, press=button, **over))


def told(response) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def ticked(cart) -> list[int]:
    return sorted(row.key for row in cart_looks.look(cart).rows if row.is_ticked)
