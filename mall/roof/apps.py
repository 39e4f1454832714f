from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RoofConfig(AppConfig):
    name = "mall.roof"
    label = "roof"
    verbose_name = _("商城")

    def ready(self):
        import_module("mall.roof.checks")
