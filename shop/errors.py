"""The one tree of errors the store raises; the words for people are rendered at the edge."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any


class ErrorCode(StrEnum):
    """What went wrong, as machines read it: the `code` of an API error."""

    ACCOUNT_NOT_NAMED = "account_not_named"
    ACCOUNT_WITHOUT_KEY = "account_without_key"
    ALREADY_SUBSCRIBED = "already_subscribed"
    BOT_AWAY = "bot_away"
    CART_EMPTY = "cart_empty"
    CART_CHANGED = "cart_changed"
    CATEGORY_IN_USE = "category_in_use"
    CATEGORY_INSIDE_ITSELF = "category_inside_itself"
    CONSENT_REQUIRED = "consent_required"
    EMAIL_TAKEN = "email_taken"
    IDEMPOTENCY_KEY_REUSED = "idempotency_key_reused"
    IMPORT_NOT_READY = "import_not_ready"
    INVALID_AMOUNT = "invalid_amount"
    INVALID_ADDRESS = "invalid_address"
    INVALID_COMMENT = "invalid_comment"
    INVALID_EMAIL = "invalid_email"
    INVALID_FILE = "invalid_file"
    INVALID_NAME = "invalid_name"
    INVALID_PHONE = "invalid_phone"
    INVALID_PRICE = "invalid_price"
    INVALID_TEXT = "invalid_text"
    INVOICE_CANCELLED = "invoice_cancelled"
    INVOICE_OLD = "invoice_old"
    INVOICE_PAID = "invoice_paid"
    INVOICE_WAY = "invoice_way"
    INVALID_OPTIONS = "invalid_options"
    INVALID_QUANTITY = "invalid_quantity"
    KEY_EXPIRED = "key_expired"
    KEY_REFUSED = "key_refused"
    MARKETPLACE_UNAVAILABLE = "marketplace_unavailable"
    NOT_FOUND = "not_found"
    ORDER_CHANGED = "order_changed"
    ORDER_CLOSED = "order_closed"
    ORDER_EMPTY = "order_empty"
    ORDER_TOO_SMALL = "order_too_small"
    OTHER_CABINET = "other_cabinet"
    OUT_OF_STOCK = "out_of_stock"
    PAYMENT_METHOD_OFF = "payment_method_off"
    PAYMENT_NOT_NEEDED = "payment_not_needed"
    PHONE_NEEDED = "phone_needed"
    PLAN_LIMIT = "plan_limit"
    PLAN_NOT_OFFERED = "plan_not_offered"
    PRICE_CHANGED = "price_changed"
    PRODUCT_INACTIVE = "product_inactive"
    PROMO_CODE_ALONE = "promo_code_alone"
    PROMO_CODE_ENDED = "promo_code_ended"
    PROMO_CODE_FIRST_ORDER = "promo_code_first_order"
    PROMO_CODE_GIFT_GONE = "promo_code_gift_gone"
    PROMO_CODE_MINIMUM_SUM = "promo_code_minimum_sum"
    PROMO_CODE_NOT_FOR_GOODS = "promo_code_not_for_goods"
    PROMO_CODE_NOT_FOR_YOU = "promo_code_not_for_you"
    PROMO_CODE_NOT_YET = "promo_code_not_yet"
    PROMO_CODE_UNKNOWN = "promo_code_unknown"
    PROMO_CODE_USED_BY_YOU = "promo_code_used_by_you"
    PROMO_CODE_USED_UP = "promo_code_used_up"
    PROVIDER_UNAVAILABLE = "provider_unavailable"
    REFUND_NOT_POSSIBLE = "refund_not_possible"
    REFUND_TOO_LARGE = "refund_too_large"
    ROLE_TOO_LOW = "role_too_low"
    SECRETS_OFF = "secrets_off"
    SKU_TAKEN = "sku_taken"
    STOCK_IS_CODES = "stock_is_codes"
    STOCK_NEGATIVE = "stock_negative"
    STORE_CLOSED = "store_closed"
    SUBSCRIPTION_STOPPED = "subscription_stopped"
    SYNC_LIMIT = "sync_limit"
    TELEGRAM_JOINED = "telegram_joined"
    TOP_UP_AMOUNT = "top_up_amount"
    TOO_MANY_LINES = "too_many_lines"
    TOO_MANY_PIECES = "too_many_pieces"
    TOO_WEAK = "too_weak"
    TREE_CHANGED = "tree_changed"
    TRANSITION_NOT_ALLOWED = "transition_not_allowed"
    WALLET_TOO_SMALL = "wallet_too_small"


# Why a promo code does not hold, or not for this order; each names its `promo_code`.
PROMO_CODE_REFUSALS = frozenset(code for code in ErrorCode if code.startswith("promo_code_"))


class StoreError(Exception):
    """A refusal of the store: a code, and the facts a person or a client needs to go on."""

    def __init__(self, code: ErrorCode, **context: Any) -> None:
        super().__init__(f"{code}: {context}" if context else str(code))
        self.code = code
        self.context = context


def error_body(code: str, message: str, details: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """A refusal as every path of the store answers it."""
    return {"error": {"code": code, "message": message, "details": dict(details or {})}}


class DeliveryError(Exception):
    """Something that left the store did not arrive, as far as the store knows.

    `permanent` says that trying again is useless, `uncertain` that it may have arrived all the
    same (it was sent, and the answer was lost), so that trying again may say it twice.
    """

    def __init__(
        self,
        message: str,
        *,
        permanent: bool = False,
        uncertain: bool = False,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message)
        self.permanent = permanent
        self.uncertain = uncertain
        self.retry_after = retry_after
