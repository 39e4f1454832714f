from django.conf import settings
from django.urls import path

from . import help as help_page
from . import style, views

urlpatterns = [
    path("healthz/", views.healthz, name="healthz"),
    path("readyz/", views.readyz, name="readyz"),
    path("help/", help_page.page, name="help"),
]

if settings.TRIAL:
    urlpatterns.append(path("style/", style.page, name="style"))
