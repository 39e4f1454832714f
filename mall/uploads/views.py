"""Opening private files."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from mall.rulebook import boundary
from mall.rulebook.rule import RuleError

from . import services
from .models import PrivateFile


@require_safe
@login_required
def private(request: HttpRequest, pk: int) -> FileResponse:
    """Stream a private file to somebody whom its subject lets; to everybody else it isn't there."""
    found = get_object_or_404(PrivateFile, pk=pk)
    try:
        services.open_private(viewer=request.user, private=found)
        content = found.file.open("rb")
    except RuleError as error:
        boundary.record(error, actor=request.user, where=boundary.where_of(request))
        raise Http404 from error
    except FileNotFoundError as error:
        raise Http404 from error
    return _sealed_off(FileResponse(content, content_type=found.media_type, filename=found.name))


def _sealed_off(response: FileResponse) -> FileResponse:
    """The file can run nothing, sniff nothing, and stays in no cache."""
    response["Content-Security-Policy"] = (
        "sandbox; default-src 'none'; img-src 'self'; style-src 'unsafe-inline'"
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
