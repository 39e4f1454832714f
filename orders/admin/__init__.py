from . import holds, ledger, orders, payments, payout_accounts, payouts

__all__ = ["holds", "ledger", "orders", "payments", "payout_accounts", "payouts"]
