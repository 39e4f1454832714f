"""What an operator relies on before the first request."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from django.conf import settings

from tests.fresh import ask, manage

ROOT = Path(settings.BASE_DIR)


def production(**over) -> dict[str, str]:
    kept = {
        name: os.environ[name]
        for name in ("PATH", "HOME", "LANG", "DATABASE_URL", "REDIS_URL")
        if name in os.environ
    }
    return {
        **kept,
        "SECRET_KEY": "a-key-of-many-different-letters-0123456789-abcdefghijklmnopqrstuvwxyz",
        "FIELD_KEYS": Fernet.generate_key().decode(),
        "HASH_KEY": "another-key-of-many-different-letters",
        "SITE_URL": "https://mall.example",
        "TRUSTED_PROXY_COUNT": "1",
        **over,
    }


def settings_of(*names: str, env: dict[str, str]) -> str:
    """What the settings say in a process of its own, as Python would print it."""
    code = "from mall import settings as s; print(*[getattr(s, name) for name in __import__('sys').argv[1:]])"
    done = ask(code, "-c", *names, env=env)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_the_deployment_check_has_nothing_to_say():
    done = manage("check", "--deploy", "--fail-level", "WARNING", env=production())

    assert (done.returncode, done.stdout) == (0, "System check identified no issues (0 silenced).\n"), (
        done.stderr
    )


@pytest.mark.parametrize(
    ("over", "words"),
    [
        (
            {"TRUSTED_PROXY_COUNT": "0", "MALL_NEUTRALISED": "E14"},
            [
                "no proxy is trusted to say that a request came by HTTPS",
                "MALL_NEUTRALISED is set: it is for the tests alone.",
            ],
        ),
        ({"MALL_TESTING": "1"}, ["MALL_TESTING is set: it is for the tests alone."]),
    ],
    ids=["proxy and clause", "testing"],
)
def test_the_deployment_check_names_what_would_go_wrong(over, words):
    done = manage("check", "--deploy", "--fail-level", "WARNING", env=production(**over))

    assert done.returncode == 1
    assert [sentence for sentence in words if sentence not in done.stderr] == []


@pytest.mark.parametrize("command", ["check", "serve"])
def test_production_on_embedded_engines_is_refused_in_a_sentence(command, tmp_path):
    env = production(DEBUG="0", MALL_DATA=str(tmp_path / "data"))
    del env["DATABASE_URL"]

    done = manage(command, env=env)

    assert done.returncode == 1
    assert "Leave DEBUG alone to try the mall out, or set DATABASE_URL" in done.stderr


@pytest.mark.parametrize("missing", ["SECRET_KEY", "FIELD_KEYS", "HASH_KEY"])
def test_without_a_key_the_mall_refuses_to_start_and_names_it(missing):
    env = production()
    del env[missing]

    done = manage("check", env=env)

    assert done.returncode != 0
    assert f"{missing} must be set when DATABASE_URL is." in done.stderr


def test_production_turns_the_embedded_conveniences_off():
    asked = ("DEBUG", "EMBEDDED", "DEV_INBOX", "PAYMENT_PROVIDERS", "PAYOUT_PROVIDERS", "ALLOWED_HOSTS")

    assert settings_of(*asked, env=production()) == "False False False [] [] ['mall.example']"


def test_production_lets_no_clause_be_switched_off():
    code = "from mall.rulebook import rule; print(sorted(rule.NEUTRALISED), rule.get('E14').in_force)"

    done = manage("shell", "--no-imports", "-c", code, env=production(MALL_NEUTRALISED="E14"))

    assert done.stdout == "[] True\n", done.stderr


def test_who_tries_it_out_on_servers_of_their_own_has_a_sandbox_to_pay_in_and_to_be_paid_from():
    assert settings_of("PAYMENT_PROVIDERS", "PAYOUT_PROVIDERS", env=production(DEBUG="1")) == (
        "['orders.payments.sandbox.SandboxProvider'] "
        "['orders.payments.sandbox_payouts.SandboxPayoutProvider']"
    )


@pytest.mark.parametrize(
    ("over", "printed"),
    [
        ({"MALL_EMBEDDED": "1", "DEBUG": "1"}, "True False"),
        ({"MALL_EMBEDDED": "1", "DEBUG": "1", "TECHNICAL_PAGES": "1"}, "True True"),
        ({"TECHNICAL_PAGES": "1"}, "False False"),
    ],
)
def test_only_who_asks_for_it_sees_the_technical_page_of_an_error_and_never_in_production(over, printed):
    assert settings_of("TRIAL", "DEBUG", env=production(**over)) == printed


def test_every_setting_that_is_read_is_documented():
    read = set(
        re.findall(r'(?:environ\.get|environ\.setdefault|env_bool|env_list|secret)\("([A-Z_]+)"', _sources())
    )
    documented = set(re.findall(r"`([A-Z_]+)`", (ROOT / "docs" / "settings.md").read_text()))

    assert read - documented - {"DJANGO_SETTINGS_MODULE", "PATH", "PYTEST_XDIST_WORKER"} == set()


def _sources() -> str:
    files = [ROOT / "mall" / "settings.py", ROOT / "mall" / "rulebook" / "rule.py", ROOT / "manage.py"]
    files += sorted((ROOT / "mall" / "engines").glob("*.py"))
    files += sorted((ROOT / "mall" / "roof" / "management" / "commands").glob("serve.py"))
    return "\n".join(path.read_text() for path in files)
