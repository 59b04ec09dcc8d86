"""The admin of orders and of those who order; each module registers its pages."""

from orders.admin import customer, digital, order, payment

__all__ = ["customer", "digital", "order", "payment"]
