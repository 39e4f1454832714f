"""What the tests of the ground need: people, and threads that really run at once."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable

from django.db import connection

from mall.accounts.models import User

_numbers = itertools.count(1)


def make_person(**over) -> User:
    return User.objects.create_user(**{"email": f"person{next(_numbers)}@example.test"} | over)


def at_once(*calls: Callable[[], object], timeout: float = 30) -> list[object]:
    """Run ``calls`` in a thread each, released together; what each returned, or the exception it raised."""
    gate = threading.Barrier(len(calls))
    outcomes: list[object] = [None] * len(calls)

    def run(place: int, call: Callable[[], object]) -> None:
        try:
            gate.wait(timeout)
            outcomes[place] = call()
        except Exception as error:
            outcomes[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair, daemon=True) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout)
    assert not any(thread.is_alive() for thread in threads), "a thread hangs"
    return outcomes
