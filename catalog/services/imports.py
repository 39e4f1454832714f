"""Importing a spreadsheet of listings into a shop: all of it or nothing. (F6.1)

``read`` checks the file by itself, ``plan`` compares it with what the shop has, ``run`` does it. The file is
the shop's word on every product in it: words, prices and counts are set to it. What isn't in it stays.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from typing import BinaryIO

from django.db import IntegrityError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog import rules, wording
from catalog.imports import files, paths, plans, preview, rows
from catalog.imports.cells import CellProblem
from catalog.imports.plans import Batch
from catalog.imports.sheet import Sheet, Tell, problems_spool, quietly
from catalog.imports.spool import Spool
from catalog.models import ImportRun, ImportState, Product
from catalog.states import IMPORT
from mall import locks
from mall.errors import DomainError, TryAgain
from mall.transitions import move
from merchants.models import Shop

from . import categories, import_writes, stock

SHOWN = 100
SHOWN_CHANGES = 30


class Superseded(DomainError):  # noqa: N818 - a refusal is named by what happened
    """The run was cancelled, given up or begun anew: whoever still works on it must write nothing."""

    def __init__(self):
        super().__init__(_("这次处理已被取消，或由新的一次接替。"))


def _as_it_is(value: dict) -> dict:
    return value


@dataclass
class Plan:
    """What importing a sheet would do. With ``problems`` nothing will be imported."""

    sheet: Sheet
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    drafts: Spool[dict] = field(default_factory=lambda: Spool(_as_it_is, _as_it_is))
    problems: Spool[CellProblem] = field(default_factory=problems_spool)
    notes: Spool[CellProblem] = field(default_factory=problems_spool)
    preview: list[dict] = field(default_factory=list)

    @classmethod
    def of(cls, sheet: Sheet) -> Plan:
        made = cls(sheet)
        for source, target in ((sheet.problems, made.problems), (sheet.notes, made.notes)):
            for problem in source:
                target.append(problem, number=problem.line.row)
        return made

    def take(self, batch: Batch) -> None:
        """Add what a part of the sheet would do."""
        new = sum(1 for change in batch.changes if change.is_new)
        self.created += new
        self.updated += len(batch.changes) - new
        self.unchanged += batch.unchanged
        for found, target in ((batch.problems, self.problems), (batch.notes, self.notes)):
            for problem in found:
                target.append(problem, number=problem.line.row)
        for change in batch.changes:
            if change.is_draft:
                self.drafts.append(preview.draft(change))
            if len(self.preview) < SHOWN_CHANGES:
                self.preview.append(preview.entry(change))

    def figures(self) -> dict:
        """The fields of the run that tell of it."""
        return {
            "rows": self.sheet.count,
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "draft_count": len(self.drafts),
            "note_count": len(self.notes),
            "problem_count": len(self.problems),
            "drafts": self.drafts.first(SHOWN),
            "notes": [as_kept(note) for note in self.notes.first(SHOWN)],
            "problems": [as_kept(problem) for problem in self.problems.first(SHOWN)],
            "preview": self.preview,
        }


def as_kept(problem: CellProblem) -> dict:
    return {
        "row": problem.line.row,
        "line": str(problem.line),
        "column": problem.column,
        "value": problem.value,
        "reason": str(problem.reason),
    }


def read(file: BinaryIO, *, name: str, tell: Tell = quietly) -> Sheet:
    """Read and check a file by itself. Raises DomainError, in a sentence, for one that is no such sheet."""
    digest = files.digest_of(file)
    with contextlib.closing(files.read(file, most_rows=rules.BULK_LISTINGS.figure("most_rows"))) as raw:
        return rows.check(raw, name=clean_name(name), digest=digest, tell=tell)


def clean_name(name: str) -> str:
    """What a file is called on pages, whatever its sender called it."""
    return wording.one_line(name)[:200] or "-"


def plan(*, shop: Shop, sheet: Sheet, new_categories: bool = False, tell: Tell = quietly) -> Plan:
    """What ``run`` would do with the same arguments; nothing is written."""
    made, done, shelves = Plan.of(sheet), 0, plans.Shelves.now(shop)
    for part in plans.parts(shop, sheet):
        made.take(plans.look(shop, sheet, part, shelves, new_categories=new_categories))
        done += len(part)
        tell("comparing", done, len(sheet.places))
    made.problems.sort()
    made.notes.sort()
    return made


@locks.service
def run(*, actor, shop: Shop, sheet: Sheet, new_categories: bool = False) -> ImportRun:
    """Import a sheet into ``shop``: what is new or changed is submitted for review, incomplete stays a draft.

    The second run of one sheet changes nothing. A changed product that was on sale goes back to review; one
    that its shop had withdrawn waits as a draft. With ``new_categories`` missing categories are made, else
    they are problems. Counts are booked as ledger differences, prices with their records.
    Imports into one shop follow one another; its checkouts go on. Raises RuleError F6.1 where any row is bad,
    with nothing written (``plan`` names each cell), TryAgain where somebody adds the same goods meanwhile, or
    while another sheet of the shop is in hand.
    """
    locks.alone("listings.import", shop.pk)
    try:
        entry = ImportRun.objects.create(
            shop=shop,
            state=ImportState.IMPORTING,
            file_name=sheet.name,
            digest=sheet.digest,
            imported_by=actor,
            asked_by=actor,
            heartbeat_at=timezone.now(),
        )
    except IntegrityError as error:  # a worker has another sheet of the shop in hand
        raise TryAgain from error
    carry_out(actor=actor, entry=entry, sheet=sheet, new_categories=new_categories)
    return entry


@locks.service
def carry_out(
    *, actor, entry: ImportRun, sheet: Sheet, new_categories: bool = False, tell: Tell = quietly
) -> Plan:
    """Write what ``sheet`` says into the shop of ``entry``, and end that run. Raises as ``run`` does."""
    shop = entry.shop
    locks.alone("listings.import", shop.pk)
    if new_categories:
        categories.hold_tree()
    _require_good(sheet.problems.first(3), len(sheet.problems))
    made, done, shelves = Plan.of(sheet), 0, plans.Shelves.now(shop)
    counts: dict[int, int] = {}
    for part in plans.parts(shop, sheet):
        locks.lock(Product, (pk for _code, pk in part if pk))
        batch = plans.look(shop, sheet, part, shelves, new_categories=new_categories)
        _require_good(batch.problems[:3], len(batch.problems))
        made.take(batch)
        _place(actor, batch, shelves)
        try:
            counts |= import_writes.write(actor=actor, entry=entry, changes=batch.changes)
        except IntegrityError as error:
            raise TryAgain from error
        done += len(part)
        tell("writing", done, len(sheet.places))
    made.notes.sort()
    tell("booking", 0, 0)
    reason = str(_("导入 %(file)s") % {"file": sheet.name})
    stock.set_on_hand_many(actor=actor, counts=counts, reason=reason, subject=entry)
    end(run=entry, action="finish", actor=actor, imported_at=timezone.now(), **made.figures())
    return made


@locks.service
def end(*, run: ImportRun, action: str, actor, **changes) -> ImportRun:
    """End what was begun with a run. Raises Superseded where it is no longer wanted, with nothing written."""
    row = locks.lock_one(run)
    if (row.attempt, row.state) != (run.attempt, run.state):
        raise Superseded
    return move(IMPORT, run, action, actor=actor, rule=rules.BULK_LISTINGS.id, **changes)


def _require_good(first: list[CellProblem], count: int) -> None:
    rules.BULK_LISTINGS.require(not count, refusal_words(first, count), field="file")


def refusal_words(first: list[CellProblem], count: int):
    """The first few bad cells, and how many there are."""
    listed = "；".join(str(problem) for problem in first)
    return _("表格有 %(n)d 处问题，一行也没有导入：%(first)s") % {"n": count, "first": listed}


def _place(actor, batch: Batch, shelves: plans.Shelves) -> None:
    """Make the missing categories, and point the changes at them."""
    missing = {change.path for change in batch.changes if change.path}
    names = {path: tuple(paths.names(path)) for path in missing}
    made = categories.ensure_paths(actor=actor, paths=names.values())
    for path, of_it in names.items():
        shelves.leaves[path] = (made[of_it], True)
    for change in batch.changes:
        if change.path:
            change.leaf = shelves.leaves[change.path][0]
            change.content["category_id"] = change.leaf.pk
