from django.urls import path

from .views import (
    carts,
    checkout,
    dispatch,
    dispatch_sheets,
    money,
    orders,
    parcels,
    providers,
    reviews,
    seller,
    statements,
)

app_name = "orders"

urlpatterns = [
    path("cart/", carts.show, name="cart"),
    path("cart/add/", carts.add, name="cart_add"),
    path("cart/update/", carts.update, name="cart_update"),
    path("checkout/", checkout.confirm, name="checkout"),
    path("trades/<slug:number>/", orders.trade, name="trade"),
    path("trades/<slug:number>/pay/", orders.pay, name="pay"),
    path("trades/<slug:number>/cancel/", orders.cancel_trade, name="cancel_trade"),
    path("orders/", orders.index, name="index"),
    path("orders/<slug:number>/", orders.show, name="order"),
    path("orders/<slug:number>/cancel/", orders.cancel, name="cancel"),
    path("orders/<slug:number>/receive/", orders.receive, name="receive"),
    path("orders/<slug:number>/ask-cancel/", orders.ask_cancel, name="ask_cancel"),
    path("orders/<slug:number>/withdraw-cancel/", orders.withdraw_cancel, name="withdraw_cancel"),
    path("orders/<slug:number>/extend/", orders.extend, name="extend"),
    path("orders/<slug:number>/again/", orders.buy_again, name="buy_again"),
    path("orders/<slug:number>/parcels/<int:pk>/refuse/", parcels.refuse, name="refuse"),
    path("orders/<slug:number>/parcels/<int:pk>/report/", parcels.report, name="report"),
    path("orders/<slug:number>/reviews/<int:line>/", reviews.write, name="review"),
    path("p/<int:pk>/reviews/", reviews.index, name="reviews"),
    path("p/<int:pk>/reviews/part/", reviews.part, name="reviews_part"),
    path("payments/<slug:code>/callback/", providers.callback, name="callback"),
    path("payouts/<slug:code>/callback/", providers.payout_callback, name="payout_callback"),
    path("sandbox-payouts/<str:token>/", providers.sandbox_payout, name="sandbox_payout"),
    path("sandbox-pay/", providers.sandbox_page, name="sandbox"),
    path("seller/<slug:slug>/reviews/", reviews.of_shop, name="seller_reviews"),
    path("seller/<slug:slug>/reviews/<int:pk>/", reviews.reply, name="seller_review_reply"),
    path("seller/<slug:slug>/orders/", seller.index, name="seller_index"),
    path("seller/<slug:slug>/orders/bulk/", dispatch.bulk, name="seller_bulk"),
    path("seller/<slug:slug>/orders/ship/", dispatch.ship_many, name="seller_ship_many"),
    path("seller/<slug:slug>/orders/numbers/", dispatch_sheets.index, name="seller_sheets"),
    path(
        "seller/<slug:slug>/orders/numbers/waiting/<slug:ending>/",
        dispatch_sheets.waiting,
        name="seller_sheet_waiting",
    ),
    path("seller/<slug:slug>/orders/numbers/<int:pk>/", dispatch_sheets.show, name="seller_sheet"),
    path(
        "seller/<slug:slug>/orders/numbers/<int:pk>/progress/",
        dispatch_sheets.progress,
        name="seller_sheet_progress",
    ),
    path("seller/<slug:slug>/orders/numbers/<int:pk>/ship/", dispatch_sheets.ship, name="seller_sheet_ship"),
    path(
        "seller/<slug:slug>/orders/numbers/<int:pk>/found/<slug:ending>/",
        dispatch_sheets.found,
        name="seller_sheet_found",
    ),
    path("seller/<slug:slug>/orders/<slug:number>/", seller.show, name="seller_order"),
    path("seller/<slug:slug>/orders/<slug:number>/address/", seller.reveal, name="seller_reveal"),
    path("seller/<slug:slug>/orders/<slug:number>/ship/", seller.ship, name="seller_ship"),
    path("seller/<slug:slug>/orders/<slug:number>/give-up/", seller.give_up, name="seller_give_up"),
    path("seller/<slug:slug>/orders/<slug:number>/parcels/<int:pk>/", parcels.of_shop, name="seller_parcel"),
    path(
        "seller/<slug:slug>/orders/<slug:number>/agree-cancel/",
        parcels.agree_cancel,
        name="seller_agree_cancel",
    ),
    path("seller/<slug:slug>/money/", money.index, name="seller_money"),
    path("seller/<slug:slug>/money/account/", money.account, name="seller_account"),
    path("seller/<slug:slug>/money/account/change/", money.change, name="seller_account_change"),
    path(
        "seller/<slug:slug>/money/account/<int:pk>/withdraw/", money.withdraw, name="seller_account_withdraw"
    ),
    path("seller/<slug:slug>/money/account/<int:pk>/number/", money.reveal, name="seller_account_reveal"),
    path("seller/<slug:slug>/money/statement/", statements.index, name="seller_statement"),
    path(
        "seller/<slug:slug>/money/statement/<slug:ending>/", statements.download, name="seller_statement_file"
    ),
    path("seller/<slug:slug>/money/orders/<slug:number>/", statements.of_order, name="seller_order_money"),
]
