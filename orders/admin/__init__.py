"""The admin of orders and of those who order; each module registers its pages."""

from orders.admin import customer, order, promo

__all__ = ["customer", "order", "promo"]
