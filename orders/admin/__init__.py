from . import ledger, orders, payments, payout_accounts, payouts

__all__ = ["ledger", "orders", "payments", "payout_accounts", "payouts"]
