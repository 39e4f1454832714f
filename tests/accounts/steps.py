"""What a person does in the browser, step by step."""

from __future__ import annotations

import re

from django.urls import reverse

from mall.notifications.models import Delivery

from .factories import PASSWORD


def last_code(address: str) -> str:
    """The code in the newest message to ``address``."""
    newest = next(row for row in Delivery.objects.order_by("-id") if row.address == address)
    return re.search(r"(?<!\d)\d{6}(?!\d)", newest.body).group()


def messages_to(address: str) -> list[str]:
    return [row.body for row in Delivery.objects.order_by("id") if row.address == address]


def sign_up(client, contact: str, password: str = ""):
    return client.post(reverse("account_signup"), {"contact": contact, "password1": password})


def enter_phone_code(client, code: str):
    return client.post(reverse("account_verify_phone"), {"code": code})


def enter_email_code(client, code: str):
    return client.post(reverse("account_email_verification_sent"), {"code": code})


def sign_in(client, login: str, password: str = PASSWORD):
    return client.post(reverse("account_login"), {"login": login, "password": password})


def ask_code(client, contact: str):
    return client.post(reverse("account_request_login_code"), {"contact": contact})


def enter_sign_in_code(client, code: str):
    return client.post(reverse("account_confirm_login_code"), {"code": code})


def ask_reset(client, contact: str):
    return client.post(reverse("account_reset_password"), {"contact": contact})


def is_signed_in(client) -> bool:
    return "_auth_user_id" in client.session
