"""The mall as in production, with the bench's two views beside it."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mall.settings")

from django.conf import settings

settings.ROOT_URLCONF = "mall.roof.bench.served.urls"

from django.core.wsgi import get_wsgi_application  # noqa: E402 - after the addresses are set

application = get_wsgi_application()
