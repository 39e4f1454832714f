"""The steps of a sign-in that ask for the proof of a contact: one is enough. (B8)"""

from __future__ import annotations

from allauth.account.stages import EmailVerificationStage, PhoneVerificationStage
from allauth.account.utils import has_verified_email

from mall import rules


class PhoneStage(PhoneVerificationStage):
    """Asks for the phone's code, save where the sign-in is by an e-mail that has been proved."""

    def handle(self):
        if not rules.VERIFIED_CONTACT.in_force:
            return None, True
        login = self.login
        if login.user and login.email and has_verified_email(login.user, login.email):
            return None, True
        return super().handle()


class EmailStage(EmailVerificationStage):
    """Asks for the e-mail's code, save where the sign-in is by a phone that has been proved."""

    def handle(self):
        if not rules.VERIFIED_CONTACT.in_force:
            return None, True
        login = self.login
        if login.user and not login.email and login.user.phone_verified_at:
            return None, True
        return super().handle()
