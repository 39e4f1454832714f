from . import attributes, categories, products, stock

__all__ = ["attributes", "categories", "products", "stock"]
