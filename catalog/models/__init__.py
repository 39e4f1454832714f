from .attributes import AttributeKind, CategoryAttribute
from .goods import SKU, Category, Fulfilment, Picture, PriceRecord, Product, ProductState
from .imports import ImportRun
from .stock import Movement, Place, Reservation, ReservationState, Stock

__all__ = [
    "SKU",
    "AttributeKind",
    "Category",
    "CategoryAttribute",
    "Fulfilment",
    "ImportRun",
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
