"""``manage.py serve``: the whole mall on one machine, with nothing installed beside it."""

from __future__ import annotations

import errno
import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import ExitStack, contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command
from django.db import connections

from mall import engines
from mall.engines import lifecycle, places
from mall.engines.supervisor import Child, Family
from mall.roof import demo
from mall.roof.checks import HALF_EMBEDDED, is_half_embedded

STOPPING = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
PATIENCE = 60  # seconds until the first page must be there


class Stopped(Exception):  # noqa: N818 - no error: somebody asked
    """Ctrl-C, SIGTERM, or the terminal was closed."""


class Command(BaseCommand):
    help = "Serve the mall: engines, migrations, demo data at the first start, web, worker and scheduler."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--host", default=os.environ.get("HOST") or "127.0.0.1")
        parser.add_argument("--port", type=int, default=os.environ.get("PORT") or 8000)
        parser.add_argument("--workers", type=int, default=2, help="web processes")
        parser.add_argument("--no-demo", action="store_true", help="start with an empty mall")

    def handle(self, *, host: str, port: int, workers: int, no_demo: bool, **options) -> None:
        if is_half_embedded():
            raise CommandError(HALF_EMBEDDED)
        data, url = places.data_dir(), _url(host, port)
        self.family = Family(data / ".children")
        try:
            with ExitStack() as stack:
                stack.enter_context(_signals_stop())
                stack.enter_context(_sole_server(data, url))
                self.family.bury()
                _require_free(host, port)
                running = stack.enter_context(self._engines(data))
                self._prepare(no_demo, url)
                stack.callback(self.family.stop)
                self._start(data, url, host, port, workers)
                self._greet(data, url, with_demo=settings.EMBEDDED and not no_demo)
                self._watch(running)
        except Stopped:
            self.say("Stopped.")
        except engines.EngineError as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(str(lifecycle.explained(error, data))) from error

    def say(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()

    @contextmanager
    def _engines(self, data: Path):
        """The engines for as long as we serve. At the end all stop, also those that a command had started."""
        self.say(f"Data folder: {data}")
        running = engines.Engines(data)
        with lifecycle.hold(data):
            try:
                with lifecycle.one_at_a_time(data):
                    running.start()
                os.environ[engines.HELD] = "1"
                yield running
            finally:
                connections.close_all()
                running.stop_all()

    def _prepare(self, no_demo: bool, url: str) -> None:
        """Bring the database up to date, and fill it where it is empty."""
        began = time.monotonic()
        if settings.MIGRATION_DATABASE_URL:  # as the tables' owner, whom settings choose for that command
            command = [sys.executable, "manage.py", "migrate", "--no-input", "--verbosity", "0"]
            subprocess.run(command, cwd=settings.BASE_DIR, check=True)  # noqa: S603
        else:
            call_command("migrate", interactive=False, verbosity=0)
        call_command("sync_roles", verbosity=0)
        call_command("publish_rulebook", verbosity=0)
        call_command("publish_texts", verbosity=0)
        call_command("reindex", missing=True, verbosity=0)
        self.say(f"Database up to date ({time.monotonic() - began:.1f} s)")
        if not settings.TRIAL:
            call_command("collectstatic", interactive=False, verbosity=0)
        if settings.EMBEDDED and not no_demo:
            if "SITE_URL" not in os.environ:
                settings.SITE_URL = url.rstrip("/")  # what the demo's messages link to
            call_command("demo", if_empty=True, stdout=self.stdout)
        connections.close_all()

    def _start(self, data: Path, url: str, host: str, port: int, workers: int) -> None:
        """The web server first; the others when it answers, since they'd only slow it down."""
        os.environ.setdefault("SITE_URL", url.rstrip("/"))
        self._add(data, "web server", *_granian(host, port, workers), DATABASE_POOL="1")
        self._wait_for_page(url)
        # Three: e-mail and SMS may each hold one for as long as a send takes.
        self._add(data, "worker", *_celery("worker --concurrency 3 --without-gossip --without-mingle"))
        self._add(data, "scheduler", *_celery("beat --max-interval 5"), "--pidfile", "")

    def _add(self, data: Path, name: str, *module: str, **env: str) -> None:
        log = data / "logs" / f"{name.replace(' ', '-')}.log"
        command = [sys.executable, "-m", *module]
        self.family.add(Child(name, command, log=log, cwd=settings.BASE_DIR, env=os.environ | env))

    def _wait_for_page(self, url: str) -> None:
        [web] = self.family.children
        ends = time.monotonic() + PATIENCE
        while not _answers(url):
            if time.monotonic() > ends or web.falls > 2:
                raise CommandError(f"The web server does not answer; its words are in {web.log}")
            self.family.look(self.say)
            time.sleep(0.1)

    def _greet(self, data: Path, url: str, *, with_demo: bool) -> None:
        self.say(f"\n  The mall is open: {url}")
        if with_demo:
            self.say(demo.accounts_text(url))
        self.say(f"  Logs: {data / 'logs'}   Ctrl-C stops everything.\n")

    def _watch(self, running: engines.Engines) -> None:
        while True:
            time.sleep(0.5)
            for name in running.revive():
                self.say(f"{name} had ended and was started again.")
            self.family.look(self.say)


def _granian(host: str, port: int, workers: int) -> list[str]:
    # No more threads than connections in the pool (settings: DATABASE_POOL_SIZE).
    size = f"--workers {workers} --blocking-threads 8 --backpressure 64"
    ways = "--interface wsgi --no-ws --log-level warning --respawn-failed-workers --workers-kill-timeout 8"
    where = f"--host {host} --port {port}"
    return ["granian", *f"{ways} {size} {where}".split(), "mall.wsgi:application"]


def _celery(command: str) -> list[str]:
    return ["celery", "--app", "mall", "--skip-checks", *command.split(), "--loglevel", "warning"]


def _url(host: str, port: int) -> str:
    """Where a browser on this machine finds us."""
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host) or (f"[{host}]" if ":" in host else host)  # noqa: S104
    return f"http://{shown}:{port}/"


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}healthz/", timeout=5):  # noqa: S310
            return True
    except (urllib.error.URLError, OSError):
        return False


def _require_free(host: str, port: int) -> None:
    """Raise CommandError where somebody else listens on the port, before anything heavy begins."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as error:
            if getattr(error, "errno", None) == errno.EADDRINUSE:
                words = f"Port {port} is taken: choose another, for example `make run PORT={port + 1}`."
            else:
                reason = getattr(error, "strerror", None) or error
                words = f"Can't listen on {host}:{port} ({reason}): try others, `make run HOST=… PORT=…`."
            raise CommandError(words) from error


@contextmanager
def _sole_server(data: Path, url: str):
    """Hold the folder for this process. Raises CommandError where another one serves from it."""
    lifecycle.prepare_data(data)
    with (data / ".serving").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            where = lock.read().strip() or "it is just starting"
            raise CommandError(f"The mall is running already from {data}: {where}.") from None
        lock.truncate(0)
        lock.write(f"{url} (process {os.getpid()})")
        lock.flush()
        yield


@contextmanager
def _signals_stop():
    """The first signal stops us; while things are put away, another one can't leave half of them running."""

    def stop(signum, frame):
        for name in STOPPING:
            signal.signal(name, signal.SIG_IGN)
        raise Stopped

    before = {name: signal.signal(name, stop) for name in STOPPING}
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)
