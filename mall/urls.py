"""All addresses. Each app's own are in its urls.py."""

from django.conf import settings
from django.conf.urls.static import static
from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("accounts/", include("allauth.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("rules/", include("mall.rulebook.urls")),
    path("seller/", include("mall.roof.seller.urls")),
    *static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT),
]
