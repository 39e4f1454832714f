from .carts import Cart, CartLine
from .fulfilment import Progress, Shipment, ShipmentLine
from .ledger import Account, AccountKind, CommissionRate, Entry, Journal, PayoutHold
from .payments import Payment, PaymentEvent, PaymentState, Refund, RefundState
from .trades import LineKind, Order, OrderLine, OrderState, Trade, TradeState

__all__ = [
    "Account",
    "AccountKind",
    "Cart",
    "CartLine",
    "CommissionRate",
    "Entry",
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
    "Shipment",
    "ShipmentLine",
    "Trade",
    "TradeState",
]
