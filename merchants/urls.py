from django.urls import path

from .views import conduct, settings

app_name = "merchants"

urlpatterns = [
    path("<slug:slug>/settings/", settings.edit, name="settings"),
    path("<slug:slug>/settings/papers/<slug:type>/", settings.document, name="document"),
    path("<slug:slug>/conduct/", conduct.index, name="conduct"),
    path("<slug:slug>/conduct/cases/<int:pk>/statement/", conduct.state_side, name="state_side"),
    path("<slug:slug>/conduct/measures/<int:pk>/appeal/", conduct.appeal, name="appeal"),
    path("<slug:slug>/conduct/demands/<int:pk>/answer/", conduct.answer, name="answer_demand"),
]
