"""All addresses. Each app's own are in its urls.py."""

import re

from django.conf import settings
from django.contrib import admin
from django.urls import include, path, re_path
from django.views.static import serve

from mall.accounts.views.me import set_language

urlpatterns = [
    path("", include("catalog.urls")),  # first: these are asked for most
    path("admin/", admin.site.urls),
    path("", include("mall.roof.urls")),
    path("accounts/", include("allauth.urls")),
    path("i18n/setlang/", set_language, name="set_language"),
    path("", include("mall.accounts.urls")),
    path("", include("mall.notifications.urls")),
    path("rules/", include("mall.rulebook.urls")),
    path("apply/", include("mall.roof.onboarding.urls")),
    path("seller/", include("mall.roof.seller.urls")),
    path("seller/", include("merchants.urls")),
    path("", include("merchants.public_urls")),
    path("files/", include("mall.uploads.urls")),
    path("", include("orders.urls")),
    path("", include("staff.urls")),
]

handler500 = "mall.roof.views.server_error"

if settings.TRIAL:
    media = re.escape(settings.MEDIA_URL.lstrip("/"))
    urlpatterns.append(re_path(rf"^{media}(?P<path>.+)$", serve, {"document_root": settings.MEDIA_ROOT}))
