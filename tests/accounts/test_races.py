"""Two at the same moment: one phone has one owner, a book keeps its limit and its one default."""

from __future__ import annotations

import threading

import pytest
from django.db import connection

from mall.accounts.models import Address, User
from mall.accounts.services import addresses, people
from mall.errors import DomainError

from .factories import make_address, make_phone, make_user

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*calls) -> list:
    """Run the calls in threads that start together; each one's result or refusal."""
    start, answers = threading.Barrier(len(calls)), [None] * len(calls)

    def run(n: int) -> None:
        start.wait()
        try:
            answers[n] = calls[n]()
        except DomainError as error:
            answers[n] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(n,)) for n in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_a_phone_proved_by_several_at_once_is_one_persons():
    phone = make_phone()
    users = [make_user() for _ in range(4)]
    answers = at_once(*(lambda user=user: people.verify_phone(actor=user, phone=phone) for user in users))
    assert sum(isinstance(answer, User) for answer in answers) == 1
    assert sum(isinstance(answer, DomainError) for answer in answers) == 3


def test_one_after_the_other_each_proves_a_phone_of_their_own():
    users = [make_user() for _ in range(4)]
    answers = at_once(
        *(lambda user=user: people.verify_phone(actor=user, phone=make_phone()) for user in users)
    )
    assert sum(isinstance(answer, User) for answer in answers) == 4


def test_a_book_of_nineteen_takes_one_more_however_many_try():
    user = make_user()
    for _ in range(addresses.LIMIT - 1):
        make_address(user)
    answers = at_once(*(lambda: make_address(user) for _ in range(4)))
    assert sum(isinstance(answer, DomainError) for answer in answers) == 3
    assert Address.objects.of(user).count() == addresses.LIMIT


def test_there_is_one_default_however_many_are_chosen_at_once():
    user = make_user()
    book = [make_address(user) for _ in range(4)]
    at_once(*(lambda row=row: addresses.make_default(actor=user, address=row) for row in book))
    assert Address.objects.of(user).filter(is_default=True).count() == 1
