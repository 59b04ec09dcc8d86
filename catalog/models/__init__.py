from catalog.models.category import SHOWN_CATEGORIES, Category
from catalog.models.import_run import ImportChunk, ImportRow, ImportRun, PictureDownload
from catalog.models.left_picture import LeftPicture
from catalog.models.option import OptionType, OptionValue
from catalog.models.product import Product, ProductImage
from catalog.models.search_word import SearchWord
from catalog.models.stock import ORDER_REASONS, StockMovement
from catalog.models.variant import DigitalKind, ProductVariant, VariantOption

__all__ = [
    "ORDER_REASONS",
    "SHOWN_CATEGORIES",
    "Category",
    "DigitalKind",
    "ImportChunk",
    "ImportRow",
    "ImportRun",
    "LeftPicture",
    "OptionType",
    "OptionValue",
    "PictureDownload",
    "Product",
    "ProductImage",
    "ProductVariant",
    "SearchWord",
    "StockMovement",
    "VariantOption",
]
