from . import holds, ledger, orders, parcels, payments, payout_accounts, payout_events, payouts

__all__ = ["holds", "ledger", "orders", "parcels", "payments", "payout_accounts", "payout_events", "payouts"]
