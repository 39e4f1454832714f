from django.conf import settings
from django.urls import path

from .views import addresses, development, me
from .views.confirmation import ConfirmByCodeView

app_name = "accounts"

urlpatterns = [
    path("me/", me.home, name="home"),
    path("me/profile/", me.profile, name="profile"),
    path("me/security/", me.security, name="security"),
    path("me/security/confirm/", ConfirmByCodeView.as_view(), name="confirm_by_code"),
    path("me/security/sessions/<int:pk>/end/", me.end_session, name="end_session"),
    path("me/security/sessions/end-others/", me.end_other_sessions, name="end_other_sessions"),
    path("me/addresses/", addresses.book, name="addresses"),
    path("me/addresses/new/", addresses.add, name="address_add"),
    path("me/addresses/picker/", addresses.picker, name="division_picker"),
    path("me/addresses/<int:pk>/", addresses.change, name="address_change"),
    path("me/addresses/<int:pk>/default/", addresses.make_default, name="address_default"),
    path("me/addresses/<int:pk>/remove/", addresses.remove, name="address_remove"),
]

if settings.DEV_INBOX:
    urlpatterns.append(path("dev/inbox/", development.inbox, name="dev_inbox"))
