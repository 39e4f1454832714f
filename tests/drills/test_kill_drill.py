"""Two hundred orders through a mall whose processes are killed again and again: each happens once, whole."""

import http.client
import json
import os
import random
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from mall.engines import places
from mall.engines.lifecycle import TEST_PREFIX
from mall.roof.bench.visitor import UnexpectedError, Visitor

from .test_deadlines_drill import ROOT, SUITE

ORDERS, AT_ONCE = 200, 16
STEPS = 4  # placed, paid, shipped, confirmed
KILLS, RESTARTS = 30, 3
BACK_WITHIN = 15  # seconds
APART = 20  # seconds between two kills of a parent, which takes all its processes along
PATIENCE = 600  # seconds for one order
_ORDER = re.compile(rb'href="/orders/([0-9]+)/"')
_QUANTITY = re.compile(rb'name="(quantity_[0-9]+)"')
AGAIN = (OSError, http.client.HTTPException, UnexpectedError)


class Served:
    """``manage.py serve`` in a folder of its own, and the faults that befall it."""

    def __init__(self, data: Path):
        self.data = data
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.env = {name: value for name, value in os.environ.items() if name not in SUITE}
        self.env |= {"MALL_DATA": str(data), "MALL_EMBEDDED": "1"}
        self.log = (data / "serve.log").open("ab")
        command = [sys.executable, "manage.py", "serve", "--no-demo", "--port", str(self.port)]
        self.process = subprocess.Popen(command, cwd=ROOT, env=self.env, stdout=self.log, stderr=self.log)

    def ask(self, *arguments: str) -> dict:
        command = [sys.executable, "-m", "tests.drills.deals", *arguments]
        done = subprocess.run(
            command, cwd=ROOT, env=self.env, capture_output=True, text=True, timeout=180, check=False
        )
        assert done.returncode == 0, done.stderr[-2_000:]
        return json.loads(done.stdout)

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()
        self.log.close()

    def wait_until_up(self, patience: float) -> float:
        """Seconds until a page that needs the database comes."""
        began = time.monotonic()
        while time.monotonic() - began < patience:
            line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
            with closing(line), suppress(OSError, http.client.HTTPException):
                line.request("GET", f"/search/?q={time.monotonic_ns()}")
                if line.getresponse().status == 200:
                    return time.monotonic() - began
            time.sleep(0.1)
        pytest.fail(f"not back after {patience} s: {self.data / 'serve.log'}")

    def family(self, what: str) -> list[int]:
        """Processes below the server whose command line has ``what``."""

        def below(pid: int):
            for task in Path(f"/proc/{pid}/task").glob("*/children"):
                for child in task.read_text().split():
                    yield int(child)
                    yield from below(int(child))

        return [pid for pid in below(self.process.pid) if what in _command(pid)]

    def children(self) -> set[int]:
        tasks = Path(f"/proc/{self.process.pid}/task").glob("*/children")
        return {int(child) for task in tasks for child in task.read_text().split()}

    def postmaster(self) -> int:
        [found] = self.data.rglob("postmaster.pid")
        return int(found.read_text().split()[0])


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").replace("\0", " ")
    except OSError:
        return ""


class Story:
    """One shopper's and the shop's steps with one order, each tried until it has happened."""

    def __init__(self, served: Served, opened: dict, done: Counter):
        self.served, self.opened, self.done = served, opened, done
        self.ends = time.monotonic() + PATIENCE

    def run(self, number: int) -> None:
        shopper = Visitor(self.served.port, self.opened["shoppers"][number % AT_ONCE])
        seller = Visitor(self.served.port, self.opened["seller"])
        with closing(shopper), closing(seller):
            self._go_through(number, shopper, seller)

    def _go_through(self, number: int, shopper: Visitor, seller: Visitor) -> None:
        path = f"/checkout/?sku={self.opened['sku']}&quantity=1"
        agreed = self._until(lambda: shopper.confirmation(path))
        page = self._until(lambda: shopper.press(path, agreed))
        self.done["placed"] += 1
        began = time.monotonic()
        trade = self._until(lambda: shopper.pay(page))
        order = self._until(lambda: self._order_of(shopper, trade))
        self._until(lambda: seller.see(self._at_shop(order)))  # who sees nothing before it is paid
        self.done["paid"] += 1
        self.done["longest to be paid"] = max(self.done["longest to be paid"], int(time.monotonic() - began))
        self._until(lambda: self._shipped(seller, order, number))
        self.done["shipped"] += 1
        self._until(lambda: self._received(shopper, order))
        self.done["received"] += 1

    def _until(self, act):
        while True:
            try:
                if (got := act()) is not None:
                    return got
            except AGAIN as error:
                self.done[_words(error)] += 1
            if time.monotonic() > self.ends:
                pytest.fail(f"a step never happened: {self.done}")
            time.sleep(0.3)

    def _order_of(self, shopper: Visitor, trade: str) -> str | None:
        order = _ORDER.search(shopper.see(urlsplit(trade).path).body)
        return order[1].decode() if order else None

    def _at_shop(self, order: str) -> str:
        return f"/seller/{self.opened['shop']}/orders/{order}/"

    def _shipped(self, seller: Visitor, order: str, number: int) -> bool | None:
        path = self._at_shop(order)
        quantities = _QUANTITY.findall(seller.see(path).body)
        if not quantities:
            return True
        given = {name.decode(): "1" for name in quantities}
        seller.press(f"{path}ship/", {"carrier": "顺丰速运", "tracking_number": f"SF{number:010d}", **given})
        return None

    def _received(self, shopper: Visitor, order: str) -> bool | None:
        path = f"/orders/{order}/"
        if f"{path}receive/".encode() not in shopper.see(path).body:
            return True
        shopper.press(f"{path}receive/", {})
        return None


def _one_by_one(served: Served, opened: dict, done: Counter, first: int) -> None:
    """All stories of one shopper: two at once are two windows on one cart, which is placed once."""
    for number in range(first, ORDERS, AT_ONCE):
        Story(served, opened, done).run(number)


def _words(error: Exception) -> str:
    return f"status {error.answer.status}" if isinstance(error, UnexpectedError) else type(error).__name__


def befall(served: Served, done: Counter, stop: threading.Event, backs: list[tuple[str, float]]) -> None:
    """Kill something each time so many steps are done; how long the site was away after each."""
    chance, spared_until = random.Random(), 0.0
    points = sorted(chance.sample(range(1, ORDERS * STEPS - AT_ONCE), KILLS + RESTARTS))
    restarts = set(chance.sample(points[1:], RESTARTS))
    for point in points:
        while sum(done[step] for step in ("placed", "paid", "shipped", "received")) < point:
            if stop.wait(0.02):
                return
        if point in restarts:
            what, pids, sign = "postgres", [served.postmaster()], signal.SIGQUIT
        else:
            what = chance.choices(["granian", "celery"], [8, 2])[0]
            pids, sign = served.family(what), signal.SIGKILL
            if time.monotonic() < spared_until:
                pids = [pid for pid in pids if pid not in served.children()]
        if pids:
            victim = chance.choice(pids)
            if victim in served.children():
                what, spared_until = f"{what}, the parent", time.monotonic() + APART
            os.kill(victim, sign)
            time.sleep(0.05)
            backs.append((what, served.wait_until_up(60)))


@pytest.mark.drill
def test_two_hundred_orders_happen_once_and_whole_through_kills_and_restarts():
    data = Path(tempfile.mkdtemp(prefix=TEST_PREFIX, dir=places.temp_root()))
    data.chmod(0o711)
    served = Served(data)
    done, backs, stop = Counter(), [], threading.Event()
    try:
        served.wait_until_up(300)
        opened = served.ask("open", str(AT_ONCE))
        faults = threading.Thread(target=befall, args=(served, done, stop, backs))
        faults.start()
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(lambda first: _one_by_one(served, opened, done, first), range(AT_ONCE)))
        stop.set()
        faults.join(90)
        found = served.ask("report")
    finally:
        stop.set()
        served.stop()

    worst = max(seconds for _what, seconds in backs)
    kinds = Counter(what for what, _seconds in backs)
    sys.stdout.write(f"{dict(done)}\n{dict(kinds)}, back after {worst:.1f} s at most\n")
    sys.stdout.write(json.dumps(found, ensure_ascii=False, indent=1) + "\n")
    journals, differences = found.pop("journals"), found.pop("differences")
    assert differences == []
    assert set(journals.values()) == {ORDERS}
    assert [name for name, n in found.items() if n not in (0, ORDERS)] == []
    assert found["orders completed"] == found["pieces gone"] == found["parcels"] == ORDERS
    assert found["captured twice"] == found["pieces reserved"] == 0
    assert kinds["postgres, the parent"] == RESTARTS
    assert done["status 500"] == 0
    assert worst <= BACK_WITHIN
