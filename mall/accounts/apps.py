from django.apps import AppConfig
from django.core.checks import Tags, register
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "mall.accounts"
    label = "accounts"
    verbose_name = _("账户")

    def ready(self) -> None:
        from .checks import check_field_keys  # once the settings are there

        register(check_field_keys, Tags.security)
