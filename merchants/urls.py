from django.urls import path

from .views import conduct, members, settings

app_name = "merchants"

urlpatterns = [
    path("<slug:slug>/settings/", settings.edit, name="settings"),
    path("<slug:slug>/settings/papers/<slug:type>/", settings.document, name="document"),
    path("<slug:slug>/settings/holiday/", settings.plan_holiday, name="plan_holiday"),
    path("<slug:slug>/settings/holiday/<int:pk>/off/", settings.call_off, name="call_off_holiday"),
    path("<slug:slug>/members/", members.index, name="members"),
    path("<slug:slug>/members/invite/", members.invite, name="invite"),
    path("<slug:slug>/members/leave/", members.leave, name="leave"),
    path("<slug:slug>/members/<int:pk>/role/", members.change_role, name="change_role"),
    path("<slug:slug>/members/<int:pk>/remove/", members.remove, name="remove_member"),
    path("<slug:slug>/invitations/<int:pk>/again/", members.send_again, name="invite_again"),
    path("<slug:slug>/invitations/<int:pk>/withdraw/", members.withdraw, name="withdraw_invitation"),
    path("<slug:slug>/conduct/", conduct.index, name="conduct"),
    path("<slug:slug>/conduct/cases/<int:pk>/statement/", conduct.state_side, name="state_side"),
    path("<slug:slug>/conduct/cases/<int:pk>/waive/", conduct.waive, name="waive_statement"),
    path("<slug:slug>/conduct/measures/<int:pk>/appeal/", conduct.appeal, name="appeal"),
    path("<slug:slug>/conduct/demands/<int:pk>/answer/", conduct.answer, name="answer_demand"),
]
