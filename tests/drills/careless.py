"""The mall without the guard of its stock, for the control: it looks first and writes what it worked out."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mall.settings")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

from catalog.models import Stock  # noqa: E402 - once Django is set up
from catalog.services import stock  # noqa: E402


def unguarded(sku_id, quantity):
    row = Stock.objects.get(sku=sku_id)
    if row.on_hand < row.reserved + quantity:
        return False
    return Stock.objects.filter(sku=sku_id).update(reserved=row.reserved + quantity) == 1


stock._claim = unguarded
