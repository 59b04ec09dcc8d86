"""The admin of orders and of those who order; each module registers its pages."""

from orders.admin import customer, export_schedules, exports, order, promo, segment

__all__ = ["customer", "export_schedules", "exports", "order", "promo", "segment"]
