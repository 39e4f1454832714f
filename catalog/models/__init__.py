from .attributes import AttributeKind, CategoryAttribute
from .campaigns import Campaign
from .favourites import Favourite
from .goods import SKU, Category, Fulfilment, Picture, PriceRecord, Product, ProductState, Returns
from .imports import AT_WORK, ImportChange, ImportRun, ImportState
from .stock import Movement, Place, Reservation, ReservationState, Stock

__all__ = [
    "AT_WORK",
    "SKU",
    "AttributeKind",
    "Campaign",
    "Category",
    "CategoryAttribute",
    "Favourite",
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
    "Returns",
    "Stock",
]
