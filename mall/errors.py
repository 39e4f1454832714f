"""Errors that a person reads."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _


class DomainError(Exception):
    """A refusal in words for the person who asked: what is wrong and what to do.

    ``message`` is a (lazy) translated string. ``field`` names the form field it belongs to, where one does.
    A boundary (view, admin action, task) shows it; nothing has been written when it is raised.
    """

    status = 409

    def __init__(self, message, *, field: str | None = None):
        super().__init__(message)
        self.message = message
        self.field = field

    def __str__(self) -> str:
        return str(self.message)


class TryAgain(DomainError):  # noqa: N818 - what the person is to do
    """The database was too busy even for repeated attempts; asking again later is safe."""

    status = 503

    def __init__(self):
        super().__init__(_("现在人多，没有办成，请重试。"))
