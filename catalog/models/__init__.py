from .attributes import AttributeKind, CategoryAttribute
from .goods import SKU, Category, Fulfilment, Picture, PriceRecord, Product, ProductState
from .imports import AT_WORK, ImportChange, ImportRun, ImportState
from .stock import Movement, Place, Reservation, ReservationState, Stock

__all__ = [
    "AT_WORK",
    "SKU",
    "AttributeKind",
    "Category",
    "CategoryAttribute",
    "Fulfilment",
    "ImportChange",
    "ImportRun",
    "ImportState",
    "Movement",
    "Picture",
    "Place",
    "PriceRecord",
    "Product",
    "ProductState",
    "Reservation",
    "ReservationState",
    "Stock",
]
