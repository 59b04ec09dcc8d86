"""The colours of an order."""

STATUS_COLOURS = {
    "pending": "warning",
    "confirmed": "info",
    "processing": "info",
    "shipped": "primary",
    "delivered": "success",
    "cancelled": "danger",
}
PAYMENT_COLOURS = {
    "unpaid": "warning",
    "partially_paid": "info",
    "paid": "success",
    "partially_refunded": "info",
    "refunded": "danger",
}
