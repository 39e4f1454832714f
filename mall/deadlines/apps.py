from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class DeadlinesConfig(AppConfig):
    name = "mall.deadlines"
    label = "deadlines"
    verbose_name = _("时限")

    def ready(self):
        autodiscover_modules("deadlines")
