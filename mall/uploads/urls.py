from django.urls import path

from . import views

app_name = "uploads"
urlpatterns = [
    path("<int:pk>/", views.private, name="private"),
]
