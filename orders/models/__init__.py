from .carts import MAX_QUANTITY, Cart, CartLine
from .dispatch import DispatchRow, DispatchSheet, SheetState
from .fulfilment import Cause, Condition, ContestBy, Progress, Shipment, ShipmentLine, ShipmentState
from .ledger import Account, AccountKind, CommissionRate, Entry, Journal, PayoutHold
from .parcel_reports import ParcelReport
from .payments import EventOutcome, EventReview, Payment, PaymentEvent, PaymentState, Refund, RefundState
from .payouts import (
    OPEN_PAYOUT,
    AccountState,
    Payout,
    PayoutAccount,
    PayoutEvent,
    PayoutEventKind,
    PayoutEventReview,
    PayoutState,
)
from .reviews import Reply, Review
from .sandbox import SandboxCharge, SandboxPayout, SandboxRefund
from .sold_names import SoldName
from .trades import LineKind, Order, OrderLine, OrderState, Trade, TradeState

__all__ = [
    "MAX_QUANTITY",
    "OPEN_PAYOUT",
    "Account",
    "AccountKind",
    "AccountState",
    "Cart",
    "CartLine",
    "Cause",
    "CommissionRate",
    "Condition",
    "ContestBy",
    "DispatchRow",
    "DispatchSheet",
    "Entry",
    "EventOutcome",
    "EventReview",
    "Journal",
    "LineKind",
    "Order",
    "OrderLine",
    "OrderState",
    "ParcelReport",
    "Payment",
    "PaymentEvent",
    "PaymentState",
    "Payout",
    "PayoutAccount",
    "PayoutEvent",
    "PayoutEventKind",
    "PayoutEventReview",
    "PayoutHold",
    "PayoutState",
    "Progress",
    "Refund",
    "RefundState",
    "Reply",
    "Review",
    "SandboxCharge",
    "SandboxPayout",
    "SandboxRefund",
    "SheetState",
    "Shipment",
    "ShipmentLine",
    "ShipmentState",
    "SoldName",
    "Trade",
    "TradeState",
]
