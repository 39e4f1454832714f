"""The mall as in production, each of whose answers says how many queries it took."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mall.settings")

from django.conf import settings

settings.MIDDLEWARE = [f"{__name__}.counting", *settings.MIDDLEWARE]

from django.core.wsgi import get_wsgi_application  # noqa: E402 - after the middleware is set
from django.db import connection  # noqa: E402

HEADER = "X-Queries"


def counting(get_response):
    def answer(request):
        asked = 0

        def count(execute, *args):
            nonlocal asked
            asked += 1
            return execute(*args)

        with connection.execute_wrapper(count):
            response = get_response(request)
        response[HEADER] = str(asked)
        return response

    return answer


application = get_wsgi_application()
