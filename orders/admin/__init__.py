from . import ledger, orders, payments

__all__ = ["ledger", "orders", "payments"]
