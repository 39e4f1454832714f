"""What a worker does with an import that it has in hand: check it, carry it out, or undo it."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator

from django.utils.translation import override

from catalog.imports import findings, preview
from catalog.imports.sheet import Sheet, Tell, quietly
from catalog.models import ImportRun, ImportState
from mall.errors import DomainError

from . import import_runs, import_undo, imports

log = logging.getLogger(__name__)


def work(run: ImportRun, *, tell: Tell = quietly) -> None:
    """Do what the run waits for, and end it. Its words are in the language of who asked.

    ``tell`` hears how far it is and may raise to stop it. Raises Superseded where the run isn't wanted any
    more; whatever keeps it from being done otherwise is written down with it.
    """
    with override(run.asked_by.locale if run.asked_by else None):
        _JOBS[ImportState(run.state)](run, tell)


def _check(run: ImportRun, tell: Tell) -> None:
    try:
        sheet = _read(run, tell)
    except imports.Superseded:
        raise
    except DomainError as error:  # what is wrong is the file
        imports.end(run=run, action="refuse", actor=None, failure=str(error)[:500])
        return
    made = imports.plan(shop=run.shop, sheet=sheet, tell=tell)
    findings.keep(run.pk, findings.CHECK, _found(made))
    imports.end(run=run, action="refuse" if made.problems else "pass", actor=None, **made.figures())


def _import(run: ImportRun, tell: Tell) -> None:
    try:
        made = imports.carry_out(actor=run.asked_by, entry=run, sheet=_read(run, tell), tell=tell)
    except imports.Superseded:
        raise
    except DomainError as error:
        import_runs.fail(run, str(error))
        return
    _keep(run, findings.CHECK, _found(made))


def _undo(run: ImportRun, tell: Tell) -> None:
    try:
        done = import_undo.carry_out(actor=run.asked_by, run=run, tell=tell)
    except imports.Superseded:
        raise
    except DomainError as error:
        import_runs.fail(run, str(error))
        return
    _keep(run, findings.UNDO, done.kept)


def _keep(run: ImportRun, what: str, found: Iterable[dict]) -> None:
    """Keep the findings of what is done already: without them it is done all the same."""
    try:
        findings.keep(run.pk, what, found)
    except Exception:
        log.exception("import %s: its findings were not kept", run.pk)


_JOBS = {ImportState.CHECKING: _check, ImportState.IMPORTING: _import, ImportState.UNDOING: _undo}


def _read(run: ImportRun, tell: Tell) -> Sheet:
    with run.file.file.open("rb") as stored:
        return imports.read(stored, name=run.file_name, tell=tell)


def _found(made: imports.Plan) -> Iterator[dict]:
    """Everything worth knowing about the sheet, as the file of findings has it."""
    for problem in made.problems:
        yield {"kind": "problem"} | imports.as_kept(problem)
    for note in made.notes:
        yield {"kind": "note"} | imports.as_kept(note)
    for draft in made.drafts:
        reason = preview.draft_words(draft["problems"])
        yield {"kind": "draft", "code": draft["code"], "name": draft["name"], "reason": reason}
