from django.urls import path

from . import views

app_name = "staff"

urlpatterns = [
    path("jobs/", views.jobs, name="jobs"),
    path("jobs/<int:pk>/", views.job, name="job"),
    path("jobs/<int:pk>/apply/", views.apply, name="apply"),
    path("jobs/mine/<int:pk>/withdraw/", views.withdraw, name="withdraw"),
]
