from . import attributes, campaigns, categories, products, stock

__all__ = ["attributes", "campaigns", "categories", "products", "stock"]
