from importlib import import_module

from django.apps import AppConfig
from django.core import checks
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class RulebookConfig(AppConfig):
    name = "mall.rulebook"
    label = "rulebook"
    verbose_name = _("规则")

    def ready(self):
        # The ground can't import the apps above it: each app's rules.py registers what it keeps.
        import_module("mall.rules")
        autodiscover_modules("rules")
        checks.register(import_module("mall.rulebook.checks").check_rules)
