"""All addresses. Each app's own are in its urls.py."""

from django.conf import settings
from django.conf.urls.static import static
from django.contrib import admin
from django.urls import include, path

from mall.accounts.views.me import set_language

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("mall.roof.urls")),
    path("accounts/", include("allauth.urls")),
    path("i18n/setlang/", set_language, name="set_language"),
    path("", include("mall.accounts.urls")),
    path("", include("mall.notifications.urls")),
    path("rules/", include("mall.rulebook.urls")),
    path("seller/", include("mall.roof.seller.urls")),
    path("files/", include("mall.uploads.urls")),
    path("", include("orders.urls")),
    path("", include("catalog.urls")),
    *static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT),
]
