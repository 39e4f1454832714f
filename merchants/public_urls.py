"""What shops have to do with people who aren't in them."""

from django.urls import path

from .views import members

app_name = "shops"

urlpatterns = [
    path("join/<str:token>/", members.join, name="join"),
]
