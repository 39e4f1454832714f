"""The mall as in production, on a free port of this machine, from the database in use; and what it costs."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.db import connection

from mall.engines import places

HOST = "127.0.0.1"
STANDARD = "mall.roof.bench.served.wsgi:application"
_TICK = os.sysconf("SC_CLK_TCK")


@contextmanager
def serving(
    application: str = STANDARD, *, workers: int = 1, threads: int = 4, **env: str
) -> Iterator[tuple[int, int]]:
    """``application`` on a free port; (port, process). ``env`` is set for it."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as static:
        environment = {
            **os.environ,
            "DATABASE_URL": database_url(),
            "REDIS_URL": settings.REDIS_URL,
            "MALL_EMBEDDED": "1",
            "MALL_DATA": str(places.data_dir()),
            "DEBUG": "0",
            "DATABASE_POOL": "1",
            "STATIC_ROOT": static,
            "LOG_LEVEL": "ERROR",
            # So that it reads the sessions and addresses that are written here.
            "SECRET_KEY": settings.SECRET_KEY,
            "FIELD_KEYS": ",".join(settings.FIELD_KEYS),
            "HASH_KEY": settings.HASH_KEY,
            **env,
        }
        environment.pop("MALL_TESTING", None)
        collect = [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity", "0"]
        subprocess.run(collect, cwd=settings.BASE_DIR, env=environment, check=True)  # noqa: S603
        size = f"--workers {workers} --blocking-threads {threads} --backpressure 64"
        ways = "--interface wsgi --no-ws --log-level error"
        command = [sys.executable, "-m", "granian", *f"--host {HOST} --port {port} {size} {ways}".split()]
        server = subprocess.Popen([*command, application], cwd=settings.BASE_DIR, env=environment)  # noqa: S603
        try:
            _wait_for(port, server)
            yield port, server.pid
        finally:
            server.terminate()
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                server.kill()


def database_url() -> str:
    its = connection.settings_dict
    where = f"{quote(its['USER'], safe='')}:{quote(its['PASSWORD'], safe='')}@"
    host = its["HOST"]
    if host.startswith("/"):
        return f"postgresql://{where}/{its['NAME']}?host={quote(host, safe='')}&port={its['PORT'] or 5432}"
    return f"postgresql://{where}{host}:{its['PORT'] or 5432}/{its['NAME']}"


def wire(port: int) -> http.client.HTTPConnection:
    return http.client.HTTPConnection(HOST, port, timeout=60)


def status_of(line: http.client.HTTPConnection, path: str) -> int:
    line.request("GET", path)
    answer = line.getresponse()
    answer.read()
    return answer.status


def _wait_for(port: int, server: subprocess.Popen) -> None:
    ends = time.monotonic() + 60
    while time.monotonic() < ends and server.poll() is None:
        try:
            status_of(wire(port), "/healthz/")
        except (OSError, http.client.HTTPException):
            time.sleep(0.2)
        else:
            return
    raise RuntimeError("the server didn't start")


def cpu_of_mall(pid: int) -> float:
    """Seconds of CPU that the web server and the database's processes for it have used."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        backends = [row[0] for row in cursor.fetchall()]
    return sum(_cpu_of(process) for process in [*_family(pid), *backends])


def _family(pid: int) -> Iterator[int]:
    yield pid
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            yield from _family(int(child))


def _cpu_of(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:  # ended, or on another machine: then only the web server's counts
        return 0.0
    return (int(fields[11]) + int(fields[12])) / _TICK


def nanoseconds_of(pid: int) -> int:
    """CPU time of one process, finely; 0 where the system doesn't tell."""
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0])
    except OSError:
        return 0
