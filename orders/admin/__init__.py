"""The admin of orders and of those who order; each module registers its pages."""

from orders.admin import customer, order, payment

__all__ = ["customer", "order", "payment"]
