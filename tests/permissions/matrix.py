"""Who may open which address. Every URL of the project has a row here; one without a row fails the build.

How to add a row: key it by the URL's full name and say who gets in.

    "catalog:home": PUBLIC                              everybody
    "accounts:home": SIGNED_IN                          anonymous visitors are sent to sign in
    "orders:trade": OWN(number="trade.number")          only the shopper whose it is; others get 404
    "orders:seller_index": SELLER("orders", …)          the shop's members with that role, and its owner; its
                                                        other members 403; who is outside the shop 404
    "catalog:goods": SELLER(…)                          any member of the shop
    "admin:work": STAFF()                               any member of staff with a second factor
    "admin:status": STAFF("deadlines.change_clock")     staff with the permission; others 403
    "orders:callback": OPEN("why")                      not decided by who asks; only a crash fails

Keywords fill the URL's arguments: a path into the world of tests/permissions/world.py ("order.number"), or a
literal after "=" ("=ship"). A shop's address with an object is asked for with another shop's object, too, and
has to be a 404.

The five pages of every ModelAdmin (list, add, change, delete, history) have no rows: what is expected of them
is computed from staff/roles.py.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Row:
    access: str
    needs: tuple[str, ...] = ()
    kwargs: dict[str, str] = field(default_factory=dict)


def PUBLIC_WITH(**kwargs: str) -> Row:
    return Row("public", (), kwargs)


def OWN(**kwargs: str) -> Row:
    return Row("own", (), kwargs)


def SELLER(*roles: str, **kwargs: str) -> Row:
    return Row("seller", roles, {"slug": "shop.slug", **kwargs})


def STAFF(*permissions: str, **kwargs: str) -> Row:
    return Row("staff", permissions, kwargs)


def OPEN(why: str, **kwargs: str) -> Row:
    return Row("open", (why,), kwargs)


PUBLIC = Row("public")
SIGNED_IN = Row("signed_in")
SIGNING_IN = OPEN("a step of signing in sends whoever isn't in the middle of it elsewhere")

ROWS: dict[str, Row] = {
    "healthz": PUBLIC,
    "readyz": PUBLIC,
    "set_language": PUBLIC,
    "help": PUBLIC,
    # Signing in and up, by allauth
    "account_login": SIGNING_IN,
    "account_signup": SIGNING_IN,
    "account_inactive": PUBLIC,
    "account_email_verification_sent": SIGNING_IN,
    "account_reset_password": SIGNING_IN,
    "account_confirm_login_code": SIGNING_IN,
    "account_verify_phone": SIGNING_IN,
    "account_confirm_password_reset_code": SIGNING_IN,
    "account_complete_password_reset": SIGNING_IN,
    "account_password_reset_completed": SIGNING_IN,
    "account_request_login_code": SIGNING_IN,
    "mfa_authenticate": SIGNING_IN,
    "mfa_login_webauthn": SIGNING_IN,
    "account_logout": OPEN("whoever isn't signed in is sent home"),
    "account_reauthenticate": OPEN("403 where the person has nothing to confirm with"),
    "account_email": SIGNED_IN,
    "account_change_password": SIGNED_IN,
    "account_set_password": SIGNED_IN,
    "account_change_phone": SIGNED_IN,
    "mfa_index": SIGNED_IN,
    "mfa_reauthenticate": OPEN("403 where the person has no second factor"),
    "mfa_activate_totp": SIGNED_IN,
    "mfa_deactivate_totp": OPEN("404 or a redirect, by what the person has set up"),
    "mfa_view_recovery_codes": OPEN("404 or a redirect, by what the person has set up"),
    "mfa_generate_recovery_codes": SIGNED_IN,
    "mfa_download_recovery_codes": OPEN("404 or a redirect, by what the person has set up"),
    "mfa_list_webauthn": SIGNED_IN,
    "mfa_add_webauthn": SIGNED_IN,
    "mfa_reauthenticate_webauthn": OPEN("answers a browser that holds a passkey"),
    "mfa_remove_webauthn": OPEN("404 or a redirect, by what the person has set up", pk="=0"),
    "mfa_edit_webauthn": OPEN("404 or a redirect, by what the person has set up", pk="=0"),
    "usersessions_list": SIGNED_IN,
    # A person's own pages
    "accounts:home": SIGNED_IN,
    "accounts:profile": SIGNED_IN,
    "accounts:security": SIGNED_IN,
    "accounts:confirm_by_code": OPEN("sends whoever has a password there, and 403 where nothing is proved"),
    "accounts:end_session": OWN(pk="session.pk"),
    "accounts:end_other_sessions": SIGNED_IN,
    "accounts:addresses": SIGNED_IN,
    "accounts:address_add": SIGNED_IN,
    "accounts:division_picker": SIGNED_IN,
    "accounts:address_change": OWN(pk="address.pk"),
    "accounts:address_default": OWN(pk="address.pk"),
    "accounts:address_remove": OWN(pk="address.pk"),
    "notifications:inbox": SIGNED_IN,
    "notifications:mark_read": SIGNED_IN,
    "uploads:private": OPEN("each purpose's own rule decides; tests/uploads ask", pk="=0"),
    "rulebook:index": PUBLIC,
    # Storefront
    "catalog:home": PUBLIC,
    "catalog:categories": PUBLIC,
    "catalog:category": PUBLIC_WITH(slug="category.slug"),
    "catalog:product": PUBLIC_WITH(pk="product.pk"),
    "catalog:buy_box": PUBLIC_WITH(pk="product.pk"),
    "catalog:shop": PUBLIC_WITH(slug="shop.slug"),
    "catalog:sitemap": PUBLIC,
    "catalog:sitemap_file": PUBLIC_WITH(name="=products", number="=0"),
    "catalog:robots": PUBLIC,
    "catalog:seen": PUBLIC,
    "catalog:seen_strip": PUBLIC,
    "catalog:seen_mark": PUBLIC_WITH(pk="product.pk"),
    "catalog:seen_clear": PUBLIC,
    "catalog:favourites": SIGNED_IN,
    "catalog:favourite": Row("signed_in", (), {"kind": "=product", "pk": "product.pk"}),
    "orders:reviews": PUBLIC_WITH(pk="product.pk"),
    "orders:reviews_part": PUBLIC_WITH(pk="product.pk"),
    "catalog:search": PUBLIC,
    "catalog:suggest": PUBLIC,
    "orders:cart": PUBLIC,
    "orders:cart_add": PUBLIC,
    "orders:cart_update": PUBLIC,
    "orders:checkout": SIGNED_IN,
    "orders:index": SIGNED_IN,
    "orders:trade": OWN(number="trade.number"),
    "orders:pay": OWN(number="trade.number"),
    "orders:cancel_trade": OWN(number="trade.number"),
    "orders:order": OWN(number="order.number"),
    "orders:cancel": OWN(number="order.number"),
    "orders:receive": OWN(number="order.number"),
    "orders:ask_cancel": OWN(number="order.number"),
    "orders:withdraw_cancel": OWN(number="order.number"),
    "orders:extend": OWN(number="order.number"),
    "orders:buy_again": OWN(number="order.number"),
    "orders:refuse": OWN(number="order.number", pk="parcel.pk"),
    "orders:report": OWN(number="order.number", pk="parcel.pk"),
    "orders:accept": OWN(number="order.number", pk="parcel.pk"),
    "orders:object": OWN(number="order.number", pk="parcel.pk"),
    "orders:review": OWN(number="order.number", line="line.pk"),
    "orders:callback": OPEN("a provider's word counts by its signature alone", code="=sandbox"),
    "orders:payout_callback": OPEN("a provider's word counts by its signature alone", code="=sandbox"),
    "orders:sandbox_payout": OPEN("the pretended provider's back office, by its own signed link", token="=x"),
    "orders:sandbox": OPEN("the pretended provider's page, opened by its own signed link"),
    # Applying for a shop: everybody's own, there is no other's to ask for
    "apply:index": SIGNED_IN,
    "apply:start": SIGNED_IN,
    "apply:shop": OPEN("404 for whoever has no application under way"),
    "apply:subject": OPEN("404 for whoever has no application under way"),
    "apply:account": OPEN("404 for whoever has no application under way"),
    "apply:document": OPEN("404 for whoever has no application under way", type="=business_licence"),
    "apply:submit": OPEN("404 for whoever has no application under way"),
    "apply:withdraw": OPEN("404 for whoever has no application under way"),
    "apply:agreement": OPEN("404 for whoever has no application under way"),
    "staff:jobs": PUBLIC,
    "staff:job": PUBLIC_WITH(pk="opening.pk"),
    "staff:apply": Row("signed_in", (), {"pk": "opening.pk"}),
    "staff:withdraw": OWN(pk="job_application.pk"),
    # Seller portal
    "seller:choose": SIGNED_IN,
    "seller:today": SELLER(),
    "catalog:goods": SELLER("goods"),
    "catalog:goods_new": SELLER("goods"),
    "catalog:goods_stock": SELLER("goods"),
    "catalog:goods_bulk": SELLER("goods"),
    "catalog:goods_bulk_done": SELLER("goods"),
    "catalog:goods_import": SELLER("goods"),
    "catalog:goods_import_template": SELLER("goods", ending="=xlsx"),
    "catalog:goods_import_run": SELLER("goods", pk="run.pk"),
    "catalog:goods_import_progress": SELLER("goods", pk="run.pk"),
    "catalog:goods_import_step": SELLER("goods", pk="run.pk", act="=cancel"),
    "catalog:goods_import_undo": SELLER("goods", pk="run.pk"),
    "catalog:goods_import_report": SELLER("goods", pk="run.pk", what="=check", ending="=csv"),
    "catalog:goods_edit": SELLER("goods", pk="product.pk"),
    "catalog:goods_autosave": SELLER("goods", pk="product.pk"),
    "catalog:goods_fields": SELLER("goods", pk="product.pk"),
    "catalog:goods_copy": SELLER("goods", pk="product.pk"),
    "catalog:goods_preview": SELLER("goods", pk="product.pk"),
    "catalog:goods_skus": SELLER("goods", pk="product.pk"),
    "catalog:goods_picture_order": SELLER("goods", pk="product.pk"),
    "catalog:goods_picture_add": SELLER("goods", pk="product.pk"),
    "catalog:goods_picture_act": SELLER("goods", pk="product.pk", picture_pk="picture.pk", act="=remove"),
    "catalog:goods_prices": SELLER("goods", pk="product.pk"),
    "catalog:goods_step": SELLER("goods", pk="product.pk", step="=withdraw"),
    "catalog:goods_freight": SELLER("goods", pk="product.pk"),
    "catalog:freight": SELLER("goods"),
    "catalog:freight_new": SELLER("goods"),
    "catalog:freight_edit": SELLER("goods", pk="freight.pk"),
    "catalog:freight_copy": SELLER("goods", pk="freight.pk"),
    "catalog:freight_remove": SELLER("goods", pk="freight.pk"),
    "orders:seller_reviews": SELLER("service"),
    "orders:seller_review_reply": SELLER("service", pk="review.pk"),
    "orders:seller_index": SELLER("orders"),
    "orders:seller_bulk": SELLER("orders"),
    "orders:seller_ship_many": SELLER("orders"),
    "orders:seller_sheets": SELLER("orders"),
    "orders:seller_sheet_waiting": SELLER("orders", ending="=csv"),
    "orders:seller_sheet": SELLER("orders", pk="dispatch_sheet.pk"),
    "orders:seller_sheet_progress": SELLER("orders", pk="dispatch_sheet.pk"),
    "orders:seller_sheet_ship": SELLER("orders", pk="dispatch_sheet.pk"),
    "orders:seller_sheet_found": SELLER("orders", pk="dispatch_sheet.pk", ending="=csv"),
    "orders:seller_order": SELLER("orders", number="order.number"),
    "orders:seller_reveal": SELLER("orders", number="order.number"),
    "orders:seller_ship": SELLER("orders", number="order.number"),
    "orders:seller_give_up": SELLER("orders", number="order.number"),
    "orders:seller_parcel": SELLER("orders", number="order.number", pk="parcel.pk"),
    "orders:seller_agree_cancel": SELLER("orders", number="order.number"),
    "merchants:settings": SELLER("owner"),
    "merchants:document": SELLER("owner", type="=food_permit"),
    "merchants:members": SELLER(),
    "merchants:invite": SELLER("owner"),
    "merchants:leave": SELLER(),
    "merchants:change_role": SELLER("owner", pk="member.pk"),
    "merchants:remove_member": SELLER("owner", pk="member.pk"),
    "merchants:invite_again": SELLER("owner", pk="invitation.pk"),
    "merchants:withdraw_invitation": SELLER("owner", pk="invitation.pk"),
    "shops:join": OPEN("the link decides; tests/merchants/test_invitations.py asks", token="=none"),
    "merchants:conduct": SELLER("service"),
    "merchants:state_side": SELLER("service", pk="violation.pk"),
    "merchants:appeal": SELLER("owner", pk="sanction.pk"),
    "merchants:answer_demand": SELLER("service", pk="demand.pk"),
    "orders:seller_money": SELLER("finance"),
    "orders:seller_statement": SELLER("finance"),
    "orders:seller_statement_file": SELLER("finance", ending="=xlsx"),
    "orders:seller_order_money": SELLER("finance", number="order.number"),
    "orders:seller_account": SELLER("finance"),
    "orders:seller_account_change": SELLER("owner"),
    "orders:seller_account_withdraw": SELLER("owner", pk="payout_account.pk"),
    "orders:seller_account_reveal": SELLER("owner", pk="payout_account.pk"),
    # Admin: pages of our own, and what the library adds
    "admin:index": STAFF(),
    "admin:work": STAFF(),
    "admin:status": STAFF("deadlines.change_clock"),
    "admin:search": STAFF(),
    "admin:jsi18n": STAFF(),
    "admin:password_change": STAFF(),
    "admin:password_change_done": STAFF(),
    "admin:login": OPEN("sends people to sign in, and staff to the home page"),
    "admin:logout": OPEN("whoever isn't signed in is sent home"),
    "admin:autocomplete": OPEN("names its field in the query; the field's admin decides"),
    "admin:view_on_site": OPEN("no model has a public page", content_type_id="=0", object_id="=0"),
    "admin:app_list": OPEN("lists what the person may see; 404 where that is nothing", app_label="=staff"),
    "admin:accounts_user_find": STAFF("accounts.view_user"),
    "admin:accounts_user_reveal": STAFF("accounts.reveal_user", pk="shopper.pk"),
    "admin:staff_employee_orientation": STAFF("staff.change_employee", pk="hired.pk"),
    "admin:staff_employee_leave": STAFF("staff.change_employee", pk="hired.pk"),
    "admin:staff_department_chart": STAFF("staff.view_department"),
    "admin:staff_target_report": STAFF("staff.view_target", pk="target.pk"),
    "admin:staff_meeting_resolve": STAFF("staff.add_meeting", "rulebook.add_resolution", pk="meeting.pk"),
    "admin:staff_clearance_hand_over": STAFF("staff.change_clearance", pk="clearance.pk"),
    "admin:staff_clearance_withdraw": STAFF("staff.change_clearance", pk="clearance.pk"),
    "admin:my_clearances": STAFF(),
    "admin:my_visits": STAFF(),
    "admin:gate": STAFF("staff.change_visit"),
    "admin:my_rounds": STAFF(),
    "admin:my_round": STAFF(),
    "admin:staff_blockedvisitor_lift": STAFF("staff.change_blockedvisitor", pk="blocked.pk"),
    "admin:my_hours": STAFF(),
    "admin:my_hours_file": STAFF(),
    "admin:my_leave": STAFF(),
    "admin:my_leave_ask": STAFF(),
    "admin:my_leave_request": STAFF(),
    "admin:my_swaps": STAFF(),
    "admin:my_swap_propose": STAFF(),
    "admin:my_swap": STAFF(),
    "admin:team": STAFF(),
    "admin:team_day": STAFF(),
    "admin:team_person": STAFF(),
    "admin:my_appraisals": STAFF(),
    "admin:staff_appraisal_calibrate": STAFF("staff.change_appraisal", pk="appraisal.pk"),
    "admin:staff_course_overdue": STAFF("staff.view_course"),
    "admin:staff_opening_close": STAFF("staff.change_application", pk="opening.pk"),
    "admin:staff_application_invite": STAFF("staff.change_application", pk="job_application.pk"),
    "admin:staff_application_review": STAFF("staff.change_application", pk="job_application.pk"),
    "admin:staff_application_offer": STAFF("staff.change_application", pk="job_application.pk"),
    "admin:staff_application_hire": STAFF("staff.change_application", pk="job_application.pk"),
    "admin:staff_application_reject": STAFF("staff.change_application", pk="job_application.pk"),
    "admin:my_attendance": STAFF(),
    "admin:my_handover": STAFF(),
    "admin:my_on_duty": STAFF(),
    "admin:staff_duty_cancel": STAFF("staff.change_duty", pk="duty.pk"),
    "admin:notifications_delivery_retry": STAFF("notifications.change_delivery", pk="delivery.pk"),
    "admin:deadlines_clock_revive": STAFF("deadlines.change_clock", pk="clock.pk"),
    "admin:merchants_shop_open": STAFF("merchants.change_shop", pk="shop.pk"),
    "admin:merchants_shop_suspend": STAFF("merchants.change_shop", pk="shop.pk"),
    "admin:merchants_shop_resume": STAFF("merchants.change_shop", pk="shop.pk"),
    "admin:merchants_shop_close": STAFF("merchants.change_shop", pk="shop.pk"),
    "admin:merchants_shop_ban": STAFF("merchants.change_shop", pk="shop.pk"),
    "admin:merchants_shop_demand": STAFF("merchants.add_demand", pk="shop.pk"),
    "admin:merchants_shop_sanction": STAFF("merchants.add_sanction", pk="shop.pk"),
    "admin:merchants_violation_sanction": STAFF("merchants.add_sanction", pk="violation.pk"),
    "admin:merchants_violation_refer": STAFF("merchants.add_sanction", pk="violation.pk"),
    "admin:merchants_violation_evidence": STAFF("merchants.change_violation", pk="violation.pk"),
    "admin:merchants_sanction_lift": STAFF("merchants.change_sanction", pk="sanction.pk"),
    "admin:merchants_appeal_uphold": STAFF("merchants.change_appeal", pk="appeal.pk"),
    "admin:merchants_appeal_dismiss": STAFF("merchants.change_appeal", pk="appeal.pk"),
    "admin:merchants_demand_settle": STAFF("merchants.change_demand", pk="demand.pk"),
    "admin:merchants_demand_send_back": STAFF("merchants.change_demand", pk="demand.pk"),
    "admin:merchants_shop_verify": STAFF("merchants.change_shop", pk="shop.pk"),
    "admin:merchants_application_open_review": STAFF("merchants.change_application", pk="application.pk"),
    "admin:merchants_application_review": STAFF("merchants.change_application", pk="application.pk"),
    "admin:merchants_application_pass": STAFF("merchants.change_application", pk="application.pk"),
    "admin:merchants_application_deposit": STAFF("merchants.change_application", pk="application.pk"),
    "admin:merchants_application_approve": STAFF("merchants.change_application", pk="application.pk"),
    "admin:merchants_application_ask_more": STAFF("merchants.change_application", pk="application.pk"),
    "admin:merchants_application_refuse": STAFF("merchants.change_application", pk="application.pk"),
    "admin:merchants_document_accept": STAFF("merchants.change_document", pk="document.pk"),
    "admin:merchants_document_refuse": STAFF("merchants.change_document", pk="document.pk"),
    "admin:merchants_requiredpermit_drop": STAFF("merchants.change_requiredpermit", pk="requirement.pk"),
    "admin:merchants_shop_add_member": STAFF("merchants.add_member", pk="shop.pk"),
    "admin:merchants_member_role": STAFF("merchants.change_member", pk="member.pk"),
    "admin:merchants_member_remove": STAFF("merchants.delete_member", pk="member.pk"),
    "admin:merchants_violation_confirm": STAFF("merchants.change_violation", pk="violation.pk"),
    "admin:merchants_violation_dismiss": STAFF("merchants.change_violation", pk="violation.pk"),
    "admin:orders_order_refund": STAFF("orders.change_refund", pk="order.pk"),
    "admin:orders_shipment_uphold": STAFF("orders.change_shipment", pk="parcel.pk"),
    "admin:orders_shipment_dismiss": STAFF("orders.change_shipment", pk="parcel.pk"),
    "admin:orders_shipment_return": STAFF("orders.change_shipment", pk="parcel.pk"),
    "admin:orders_shipment_find": STAFF("orders.change_shipment", pk="parcel.pk"),
    "admin:orders_shipment_lose": STAFF("orders.change_shipment", pk="parcel.pk"),
    "admin:orders_refund_ask_again": STAFF("orders.change_refund", pk="refund.pk"),
    "admin:orders_paymentevent_resolve": STAFF("orders.add_eventreview", pk="event.pk"),
    "admin:orders_payouthold_lift": STAFF("orders.change_payouthold", pk="hold.pk"),
    "admin:orders_account_balances": STAFF("orders.view_account"),
    "admin:orders_payout_approve": STAFF("orders.change_payout", pk="payout.pk"),
    "admin:orders_payout_cancel": STAFF("orders.change_payout", pk="payout.pk"),
    "admin:orders_payout_retry": STAFF("orders.change_payout", pk="payout.pk"),
    "admin:orders_payout_give_up": STAFF("orders.change_payout", pk="payout.pk"),
    "admin:orders_payout_mark_failed": STAFF("orders.change_payout", pk="payout.pk"),
    "admin:orders_payoutevent_resolve": STAFF("orders.add_payouteventreview", pk="payout_event.pk"),
    "admin:orders_payoutaccount_agree": STAFF("orders.change_payoutaccount", pk="payout_account.pk"),
    "admin:orders_payoutaccount_refuse": STAFF("orders.change_payoutaccount", pk="payout_account.pk"),
    "admin:orders_payoutaccount_reveal": STAFF("orders.reveal_payoutaccount", pk="payout_account.pk"),
    "admin:catalog_categoryattribute_remove": STAFF("catalog.change_categoryattribute", pk="attribute.pk"),
    "admin:catalog_product_approve": STAFF("catalog.review_product", pk="product.pk"),
    "admin:catalog_product_send_back": STAFF("catalog.review_product", pk="product.pk"),
    "admin:catalog_campaign_end": STAFF("catalog.change_campaign", pk="campaign.pk"),
    "admin:catalog_product_take_down": STAFF("catalog.review_product", pk="product.pk"),
}

# Only in some configurations: a row without its URL is no mistake.
OPTIONAL: dict[str, Row] = {
    "accounts:dev_inbox": PUBLIC,
    "style": PUBLIC,
}

# Model pages that another permission opens: "app.model action" → those of which one is enough.
MODEL_PAGES: dict[str, tuple[str, ...]] = {}
