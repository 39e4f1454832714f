"""Where a refusal becomes words: recorded after the rollback, shown with a link to its clause."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import DatabaseError
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from mall.errors import DomainError

from . import register, services
from .rule import RuleError

log = logging.getLogger(__name__)


@dataclass
class Outcome:
    """How a call to a service ended. ``error`` is the refusal, None where there was none."""

    error: DomainError | None = None

    @property
    def ok(self) -> bool:
        return self.error is None

    @property
    def status(self) -> int:
        """The HTTP status of the page that shows it: 200, 409, or 503 where trying again will do."""
        return self.error.status if self.error else 200


@contextmanager
def shown(request: HttpRequest, *, form: forms.BaseForm | None = None) -> Iterator[Outcome]:
    """Call a service in here, and a refusal reaches the person in words; for views and admin actions.

    ::

        with shown(request, form=form) as outcome:
            shops.rename(actor=request.user, shop=shop, name=form.cleaned_data["name"])
        if outcome.ok:
            return redirect(shop)
        return render(request, "seller/shop.html", {"form": form}, status=outcome.status)

    Any DomainError (RuleError, ForbiddenMove, TryAgain …) ends the block and is kept in ``outcome.error``;
    nothing of the service was written. With a bound ``form`` the words become an error of the field that the
    error names, or of the whole form; without one they are a message for the next page. A RuleError is
    recorded and its words link to the clause. Anything else that is raised is a bug and passes through.

    Make one call in the block, and never enter it inside a transaction: the record must outlive the rollback.
    """
    outcome = Outcome()
    try:
        yield outcome
    except DomainError as error:
        outcome.error = error
        record(error, actor=actor_of(request), where=where_of(request))
        if form is None:
            messages.error(request, words(error))
        else:
            _add_to(form, error)


@contextmanager
def recorded(*, where: str, actor=None, is_told: bool = False) -> Iterator[Outcome]:
    """The same for tasks and commands, where nobody looks at a page: a refusal is recorded and logged.

    ``where`` names the task. The outcome says how it ended; whether to try again is the caller's business.
    With ``is_told`` nothing is logged: the caller tells a person in words.
    """
    outcome = Outcome()
    try:
        yield outcome
    except DomainError as error:
        outcome.error = error
        if not is_told:
            log.info("%s: refused: %s", where, type(error).__name__)
        record(error, actor=actor, where=where)


def record(error: DomainError, *, actor, where: str) -> None:
    """Record the refusal of a clause; other errors cite none. A record that fails never hides the words."""
    if not isinstance(error, RuleError):
        return
    try:
        services.record_refusal(error, actor=actor, where=where)
    except (DatabaseError, DomainError):
        log.exception("a refusal of %s at %s was not recorded", error.clause, where)


def words(error: DomainError):
    """The error's words as HTML, with a link to the clause where it cites one."""
    if not isinstance(error, RuleError):
        return str(error)
    return format_html(
        '{} <a href="{}">{}</a>',
        str(error),
        link_to(error.clause),
        _("条款 %(id)s") % {"id": register.code_of(error.clause)},
    )


def link_to(clause: str) -> str:
    """Where the public rulebook shows a clause."""
    return f"{reverse('rulebook:index')}#{clause}"


def actor_of(request: HttpRequest):
    """The person who asks, None where nobody has signed in."""
    user = getattr(request, "user", None)
    return user if user is not None and user.is_authenticated else None


def where_of(request: HttpRequest) -> str:
    """The name of the view, never the address: an address may carry data."""
    match = request.resolver_match
    return (match.view_name or match._func_path) if match else ""


def _add_to(form: forms.BaseForm, error: DomainError) -> None:
    field = error.field if error.field in form.fields else NON_FIELD_ERRORS
    form.errors  # noqa: B018 - validates a form that the view has not asked yet; add_error needs that
    form.add_error(field, ValidationError(words(error)))
