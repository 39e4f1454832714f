from . import categories, products, stock

__all__ = ["categories", "products", "stock"]
