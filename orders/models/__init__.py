from .carts import MAX_QUANTITY, Cart, CartLine
from .fulfilment import Progress, Shipment, ShipmentLine
from .ledger import Account, AccountKind, CommissionRate, Entry, Journal, PayoutHold
from .payments import EventOutcome, EventReview, Payment, PaymentEvent, PaymentState, Refund, RefundState
from .reviews import Reply, Review
from .sandbox import SandboxCharge, SandboxRefund
from .trades import LineKind, Order, OrderLine, OrderState, Trade, TradeState

__all__ = [
    "MAX_QUANTITY",
    "Account",
    "AccountKind",
    "Cart",
    "CartLine",
    "CommissionRate",
    "Entry",
    "EventOutcome",
    "EventReview",
    "Journal",
    "LineKind",
    "Order",
    "OrderLine",
    "OrderState",
    "Payment",
    "PaymentEvent",
    "PaymentState",
    "PayoutHold",
    "Progress",
    "Refund",
    "RefundState",
    "Reply",
    "Review",
    "SandboxCharge",
    "SandboxRefund",
    "Shipment",
    "ShipmentLine",
    "Trade",
    "TradeState",
]
