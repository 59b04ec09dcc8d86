"""The admin of the catalogue; each module registers its pages."""

from catalog.admin import category, options, product, stock

__all__ = ["category", "options", "product", "stock"]
