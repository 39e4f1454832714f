"""What has happened, as rows that are collected and written with one statement a table."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext

from mall import rows
from mall.audit.services import act_of
from mall.deadlines.models import Clock, State
from mall.notifications.models import Notice
from mall.prepared import Prepared
from mall.rulebook import figures
from mall.subjects import kind_of
from merchants.models import Shop
from orders.models import Account, Entry, Journal, Order, Progress
from orders.services.ledger import KEPT, Line


class Past:
    """Rows as the services would leave them, all of this moment; ``write`` writes them."""

    def __init__(self) -> None:
        self.now = timezone.now()
        self._rows: dict[type[models.Model], list] = defaultdict(list)
        self._journals: list[tuple[Journal, list[Line]]] = []

    def add(self, row: models.Model) -> None:
        self._rows[type(row)].append(row)

    def progress(self, order: Order, step: str, text: str = "") -> None:
        self.add(Progress(order=order, step=step, text=text, at=self.now))

    def act(self, verb: str, subject: models.Model, actor=None, *, rule: str = "", **data) -> None:
        self.add(act_of(actor, verb, subject, rule=rule, data=data))

    def moved(self, verb: str, subject, before: str, after: str, *, actor=None, rule: str = "") -> None:
        self.act(verb, subject, actor, rule=rule, **{"from": before, "to": after})

    def clock(
        self, subject, rule, stage: str, owner, *, figure: str = "figure", met_at: datetime | None = None
    ) -> None:
        term = rule.figure(figure, at=self.now)
        warned = figure == "figure" and "warn_before" in rule.defaults
        warn_at = self.now + term - rule.figure("warn_before", at=self.now) if warned else None
        clock = Clock(
            rule=rule.id,
            stage=stage,
            subject_kind=kind_of(subject),
            subject_id=subject.pk,
            owner_kind=owner[0],
            owner_id=owner[1],
            started_at=self.now,
            warn_at=warn_at,
            due_at=self.now + term,
            wake_at=warn_at or self.now + term,
            figure=figures.encode(term),
        )
        if met_at:
            clock.state, clock.ended_at = State.MET, met_at
        self.add(clock)

    def tell(self, person, key: str, words: str, number: str, page: str) -> None:
        with translation.override(person.locale):
            title = gettext(words).format(number=number)
        self.add(Notice(person=person, key=key, title=title, link=reverse(page, args=[number])))

    def post(self, key: str, kind: str, subject: models.Model, *lines: Line, actor=None) -> None:
        """A journal, whose lines are of one shop at most; those of 0 fen are left out."""
        about = {"subject_kind": kind_of(subject), "subject_id": subject.pk}
        journal = Journal(key=key, kind=kind, posted_by=actor, **about)
        self._journals.append((journal, [line for line in lines if line.amount]))

    @transaction.atomic(savepoint=False)
    def write(self) -> None:
        for some in self._rows.values():
            rows.insert_many(some)
        if self._journals:
            accounts = _accounts([line for _journal, lines in self._journals for line in lines])
            rows.insert_many(journal for journal, _lines in self._journals)
            rows.insert_many(
                Entry(journal=journal, account_id=accounts[line.kind, line.shop], amount=line.amount)
                for journal, lines in self._journals
                for line in lines
            )


_accounts_of = Prepared(
    lambda shop: (
        Account.objects.filter(Q(shop=None) | Q(shop=shop)).order_by().values_list("kind", "shop", "pk")
    )
)


def _accounts(lines: list[Line]) -> dict[tuple[str, Shop | None], int]:
    """The accounts' ids; those that aren't there yet are made, and the shop's balance is what it comes to."""
    shop = next((line.shop for line in lines if line.shop), None)
    there = {(kind, of): pk for kind, of, pk in _accounts_of.rows(shop and shop.pk)}
    found, made = {}, []
    for kind, of in dict.fromkeys((line.kind, line.shop) for line in lines):
        change = sum(line.amount for line in lines if line.kind == kind) if kind in KEPT else 0
        found[kind, of] = there.get((kind, of and of.pk))
        if found[kind, of] is None:
            made.append(Account(kind=kind, shop=of, balance=change))
        elif change:
            Account.objects.filter(pk=found[kind, of]).update(balance=F("balance") + change)
    return found | {(account.kind, account.shop): account.pk for account in rows.insert_many(made)}
