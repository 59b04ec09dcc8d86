"""The admin of the catalogue; each module registers its pages."""

from catalog.admin import category, imports, options, product, stock

__all__ = ["category", "imports", "options", "product", "stock"]
