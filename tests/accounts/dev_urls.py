"""The addresses as they are beside embedded engines."""

from django.urls import path

from mall.accounts.views.development import inbox
from mall.urls import urlpatterns as lasting

urlpatterns = [path("dev/inbox/", inbox), *lasting]
