from django.urls import path

from . import views

app_name = "apply"

urlpatterns = [
    path("", views.index, name="index"),
    path("start/", views.start, name="start"),
    path("shop/", views.shop, name="shop"),
    path("subject/", views.subject, name="subject"),
    path("account/", views.account, name="account"),
    path("papers/<slug:type>/", views.document, name="document"),
    path("submit/", views.submit, name="submit"),
    path("withdraw/", views.withdraw, name="withdraw"),
    path("agreement/", views.agreement, name="agreement"),
]
