from catalog.models.category import Category
from catalog.models.option import OptionType, OptionValue
from catalog.models.product import Product, ProductImage
from catalog.models.stock import StockMovement
from catalog.models.variant import ProductVariant, VariantOption

__all__ = [
    "Category",
    "OptionType",
    "OptionValue",
    "Product",
    "ProductImage",
    "ProductVariant",
    "StockMovement",
    "VariantOption",
]
