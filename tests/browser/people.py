"""What people do with their hands, page by page."""

from __future__ import annotations

import re
import time

from django.conf import settings
from django.test import Client

from tests.accounts.factories import PASSWORD, make_staff, totp_code
from tests.accounts.steps import last_code
from tests.staff.factories import make_employee

TOTP_PERIOD = 30  # seconds


def staff_with(role: str):
    """A staff member with an authenticator app and the permissions of ``role``."""
    person = make_staff()
    make_employee(user=person, role=role)
    return person


def enter_admin(page, person) -> None:
    """Sign in with password and one-time code, and arrive at the admin's home."""
    page.goto("/admin/")
    page.get_by_label("手机号或邮箱").fill(person.email)
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    if (left := TOTP_PERIOD - time.time() % TOTP_PERIOD) < 5:  # it must still hold when it arrives
        page.wait_for_timeout((left + 0.1) * 1000)
    page.locator("input[name=code]").fill(totp_code(person))
    page.locator("form:has(input[name=code]) button").first.click()
    page.wait_for_url(re.compile("/admin/"))


def walk_in(page, person, server: str) -> None:
    """Be signed in already."""
    client = Client()
    client.force_login(person)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": server}])


def sign_up(page, phone: str) -> None:
    """Give a phone, take the code, be in. Starts on the sign-up or sign-in page."""
    page.get_by_label("手机号或邮箱").fill(phone)
    page.get_by_role("button", name="获取验证码并注册").click()
    page.locator("input[name=code]").fill(last_code(phone))
    page.locator("form:has(input[name=code]) button").first.click()


def add_address(page) -> None:
    """Fill in the address form with the picker's three steps."""
    page.get_by_label("收货人").fill("王小明")
    page.get_by_label("联系电话").fill("13900000001")
    for level, name in (("省份", "浙江省"), ("城市", "杭州市"), ("区县", "西湖区")):
        page.get_by_label(level).select_option(label=name)
    page.get_by_label("详细地址").fill("文三路 1 号 2 幢 301")
    page.get_by_role("button", name="保存").click()
