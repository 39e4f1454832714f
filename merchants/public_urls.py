"""What shops have to do with people who aren't in them."""

from django.urls import path

from .views import members, reports

app_name = "shops"

urlpatterns = [
    path("report/", reports.report, name="report"),
    path("reports/", reports.mine, name="reports"),
    path("reports/<int:pk>/", reports.reported, name="reported"),
    path("join/<str:token>/", members.join, name="join"),
]
