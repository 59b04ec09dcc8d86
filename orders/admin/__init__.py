"""The admin of orders and of those who order; each module registers its pages."""

from orders.admin import (
    customer,
    digital,
    export_schedules,
    exports,
    order,
    payment,
    promo,
    segment,
)  # fmt: skip

__all__ = [
    "customer", "digital", "export_schedules", "exports", "order", "payment", "promo", "segment"
]  # fmt: skip
