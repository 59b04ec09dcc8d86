"""The one tree of errors the store raises; the words for people are rendered at the edge."""

from __future__ import annotations

from enum import StrEnum
from typing import Any


class ErrorCode(StrEnum):
    """What went wrong, as machines read it: the `code` of an API error."""

    CART_EMPTY = "cart_empty"
    CART_CHANGED = "cart_changed"
    CATEGORY_IN_USE = "category_in_use"
    CONSENT_REQUIRED = "consent_required"
    IDEMPOTENCY_KEY_REUSED = "idempotency_key_reused"
    IMPORT_NOT_READY = "import_not_ready"
    INVALID_AMOUNT = "invalid_amount"
    INVALID_ADDRESS = "invalid_address"
    INVALID_COMMENT = "invalid_comment"
    INVALID_NAME = "invalid_name"
    INVALID_PHONE = "invalid_phone"
    INVALID_PRICE = "invalid_price"
    INVALID_TEXT = "invalid_text"
    INVOICE_OLD = "invoice_old"
    INVOICE_PAID = "invoice_paid"
    INVALID_OPTIONS = "invalid_options"
    INVALID_QUANTITY = "invalid_quantity"
    NOT_FOUND = "not_found"
    ORDER_CHANGED = "order_changed"
    ORDER_CLOSED = "order_closed"
    ORDER_EMPTY = "order_empty"
    OUT_OF_STOCK = "out_of_stock"
    PAYMENT_METHOD_OFF = "payment_method_off"
    PAYMENT_NOT_NEEDED = "payment_not_needed"
    PRICE_CHANGED = "price_changed"
    PRODUCT_INACTIVE = "product_inactive"
    REFUND_NOT_POSSIBLE = "refund_not_possible"
    REFUND_TOO_LARGE = "refund_too_large"
    SKU_TAKEN = "sku_taken"
    STOCK_IS_CODES = "stock_is_codes"
    STOCK_NEGATIVE = "stock_negative"
    TOP_UP_AMOUNT = "top_up_amount"
    TOO_MANY_LINES = "too_many_lines"
    TRANSITION_NOT_ALLOWED = "transition_not_allowed"
    WALLET_TOO_SMALL = "wallet_too_small"


class StoreError(Exception):
    """A refusal of the store: a code, and the facts a person or a client needs to go on."""

    def __init__(self, code: ErrorCode, **context: Any) -> None:
        super().__init__(f"{code}: {context}" if context else str(code))
        self.code = code
        self.context = context


class DeliveryError(Exception):
    """Something that left the store did not arrive; `permanent` says that trying again is useless."""

    def __init__(
        self, message: str, *, permanent: bool = False, retry_after: float | None = None
    ) -> None:
        super().__init__(message)
        self.permanent = permanent
        self.retry_after = retry_after
