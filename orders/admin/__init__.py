from . import holds, ledger, orders, parcels, payments, payout_accounts, payouts

__all__ = ["holds", "ledger", "orders", "parcels", "payments", "payout_accounts", "payouts"]
