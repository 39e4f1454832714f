from django.urls import path

from . import views

app_name = "seller"

urlpatterns = [
    path("", views.choose, name="choose"),
    path("<slug:slug>/", views.today, name="today"),
]
