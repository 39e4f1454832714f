"""Python as a newcomer starts it, in forks of one process that has read the libraries and not the mall."""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from subprocess import CompletedProcess

ROOT = Path(__file__).resolve().parent.parent

# Answers each line of questions by a fork, which begins as ``python -c`` or ``python FILE`` would.
_PROGRAM = """
import json, os, sys, tempfile, traceback
import celery.app.task, celery.schedules, cryptography.fernet, fido2.server, openpyxl, PIL.Image, redis, yaml
import django.core.management, django.db.models, django.contrib.admin.sites, django.forms
import django.views.generic, psycopg, psycopg_pool

def begin(question):
    os.environ.clear()
    os.environ.update(question["env"])
    sys.argv, sys.path[0] = question["argv"], question["cwd"]
    os.chdir(question["cwd"])
    scope = {"__name__": "__main__", "__builtins__": __builtins__}
    exec(compile(question["code"], question["argv"][0], "exec"), scope)

def answer(question, out, err):
    os.dup2(out.fileno(), 1)
    os.dup2(err.fileno(), 2)
    code = 0
    try:
        begin(question)
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0 if end.code is None else 1
        if isinstance(end.code, str):
            print(end.code, file=sys.stderr)
    except BaseException:
        traceback.print_exc()
        code = 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)

assert "mall" not in sys.modules
for line in sys.stdin:
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        child = os.fork()
        if not child:
            answer(json.loads(line), out, err)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        told = []
        for file in (out, err):
            file.seek(0)
            told.append(file.read().decode())
        print(json.dumps([code, *told]), flush=True)
"""


@cache
def _started() -> subprocess.Popen:
    process = subprocess.Popen(
        [sys.executable, "-c", _PROGRAM],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={"PATH": os.environ["PATH"]},
    )
    atexit.register(process.communicate)
    return process


def ask(code: str, *argv: str, env: dict[str, str]) -> CompletedProcess[str]:
    """Run ``code`` in the project's folder, with no environment but ``env``; what it said, how it ended."""
    process, argv = _started(), (argv or ("-c",))
    assert process.stdin is not None
    assert process.stdout is not None
    question = {"code": code, "argv": argv, "env": env, "cwd": str(ROOT)}
    process.stdin.write(json.dumps(question) + "\n")
    process.stdin.flush()
    return CompletedProcess(argv, *json.loads(process.stdout.readline()))


def manage(*argv: str, env: dict[str, str]) -> CompletedProcess[str]:
    """``python manage.py`` with ``argv``."""
    return ask((ROOT / "manage.py").read_text(), "manage.py", *argv, env=env)
