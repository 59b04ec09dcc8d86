"""What each error code of the API means, in words; the same words describe it in the schema."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from shop.errors import ErrorCode

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

# What the framework of the API refuses, rather than the store behind it.
FRAMEWORK: Mapping[str, _StrPromise] = {
    "unauthorized": _("It is not known who asks."),
    "otp_required": _("This person has a second factor: send its code as `otp`."),
    "otp_invalid": _("The code is wrong, or was used before."),
    "otp_setup_required": _("The store demands a second factor: set one up in the admin first."),
    "forbidden": _("Whoever asks may not do this."),
    "method_not_allowed": _("This address does not do that."),
    "body_too_large": _("The body is too large."),
    "unsupported_media_type": _("This is not a kind of body that the address takes."),
    "malformed_body": _("The body cannot be read."),
    "invalid": _("The request is malformed."),
    "too_many_requests": _("Too many requests: wait as long as `Retry-After` says."),
    "busy": _("The store is busy. Try again."),
    "internal": _("Something went wrong in the store."),
}
STORE: Mapping[ErrorCode, _StrPromise] = {
    ErrorCode.ACCOUNT_NOT_NAMED: _("There are several marketplace accounts: name one."),
    ErrorCode.ACCOUNT_WITHOUT_KEY: _("The marketplace account has no API key yet."),
    ErrorCode.ALREADY_SUBSCRIBED: _("The subscription is being paid for already."),
    ErrorCode.BOT_AWAY: _("The bot has not said its name yet. Try again."),
    ErrorCode.CART_CHANGED: _("The cart is no longer the version that was named."),
    ErrorCode.CART_EMPTY: _("There is nothing to order."),
    ErrorCode.CATEGORY_INSIDE_ITSELF: _("A category cannot lie inside itself."),
    ErrorCode.CATEGORY_IN_USE: _("The category still holds products or categories."),
    ErrorCode.CONSENT_REQUIRED: _("The customer has not agreed to the documents in force."),
    ErrorCode.EMAIL_TAKEN: _("There is a log-in with this e-mail already."),
    ErrorCode.IDEMPOTENCY_KEY_REUSED: _("This Idempotency-Key came with another body before."),
    ErrorCode.IMPORT_NOT_READY: _("The import is not ready for that."),
    ErrorCode.INVALID_ADDRESS: _("An address has 5 to 500 characters with letters."),
    ErrorCode.INVALID_AMOUNT: _("The amount is outside its limits."),
    ErrorCode.INVALID_COMMENT: _("A comment has at most 1000 characters."),
    ErrorCode.INVALID_EMAIL: _("This is no e-mail address."),
    ErrorCode.INVALID_FILE: _("The file is empty, too large, or missing."),
    ErrorCode.INVALID_NAME: _("A name has 2 to 200 characters with letters."),
    ErrorCode.INVALID_OPTIONS: _("The variants do not fit the product's options."),
    ErrorCode.INVALID_PHONE: _("A phone number that can be called, with its country code."),
    ErrorCode.INVALID_PRICE: _("The price is outside its limits."),
    ErrorCode.INVALID_QUANTITY: _("A quantity is outside its limits."),
    ErrorCode.INVALID_TEXT: _("The text is empty or too long."),
    ErrorCode.INVOICE_CANCELLED: _("The order of the invoice was cancelled."),
    ErrorCode.INVOICE_OLD: _("The invoice is out of date."),
    ErrorCode.INVOICE_PAID: _("The invoice has been paid."),
    ErrorCode.INVOICE_WAY: _("The order is to be paid in another way now."),
    ErrorCode.KEY_EXPIRED: _("The marketplace does not take the API key any more."),
    ErrorCode.KEY_REFUSED: _("The marketplace does not take this API key."),
    ErrorCode.MARKETPLACE_UNAVAILABLE: _("The marketplace does not answer now. Try again."),
    ErrorCode.NOT_FOUND: _("There is no such thing here."),
    ErrorCode.ORDER_CHANGED: _("The order has changed meanwhile."),
    ErrorCode.ORDER_CLOSED: _("The order can be changed no more."),
    ErrorCode.ORDER_EMPTY: _("Nothing would be left in the order."),
    ErrorCode.ORDER_TOO_SMALL: _("The order comes to less than the least one the store takes."),
    ErrorCode.OTHER_CABINET: _("The API key belongs to another account of the marketplace."),
    ErrorCode.OUT_OF_STOCK: _("There is less in stock than was asked for."),
    ErrorCode.PAYMENT_METHOD_OFF: _("This way to pay is not available now."),
    ErrorCode.PAYMENT_NOT_NEEDED: _("There is nothing left to pay."),
    ErrorCode.PHONE_NEEDED: _("The receipt needs the customer's phone number."),
    ErrorCode.PLAN_LIMIT: _("The plan does not allow more."),
    ErrorCode.PLAN_NOT_OFFERED: _("This plan cannot be paid in this way."),
    ErrorCode.PRICE_CHANGED: _("Prices are no longer what was expected."),
    ErrorCode.PRODUCT_INACTIVE: _("Something that was asked for is not on sale."),
    ErrorCode.PROMO_CODE_ALONE: _("The promo code does not go with others."),
    ErrorCode.PROMO_CODE_ENDED: _("The promo code has ended."),
    ErrorCode.PROMO_CODE_FIRST_ORDER: _("The promo code is for the first order only."),
    ErrorCode.PROMO_CODE_GIFT_GONE: _("The gift of the promo code is no longer in stock."),
    ErrorCode.PROMO_CODE_MINIMUM_SUM: _("The order is too small for the promo code."),
    ErrorCode.PROMO_CODE_NOT_FOR_GOODS: _("The promo code is for other goods."),
    ErrorCode.PROMO_CODE_NOT_FOR_YOU: _("The promo code is for other customers."),
    ErrorCode.PROMO_CODE_NOT_YET: _("The promo code is not in force yet."),
    ErrorCode.PROMO_CODE_UNKNOWN: _("There is no such promo code."),
    ErrorCode.PROMO_CODE_USED_BY_YOU: _("The customer has used the promo code."),
    ErrorCode.PROMO_CODE_USED_UP: _("The promo code has been used up."),
    ErrorCode.PROVIDER_UNAVAILABLE: _("The payment provider does not answer now. Try again."),
    ErrorCode.REFUND_NOT_POSSIBLE: _("This payment cannot be refunded."),
    ErrorCode.REFUND_TOO_LARGE: _("That is more than can still be given back."),
    ErrorCode.ROLE_TOO_LOW: _("Your role does not give you the right to do this."),
    ErrorCode.SECRETS_OFF: _("The store cannot keep API keys: it has no key to encrypt them with."),
    ErrorCode.SKU_TAKEN: _("Another variant has this SKU."),
    ErrorCode.STOCK_IS_CODES: _("The stock of this variant is its codes."),
    ErrorCode.STOCK_NEGATIVE: _("Less than nothing would be left in stock."),
    ErrorCode.STORE_CLOSED: _("The store takes no orders at the moment."),
    ErrorCode.SUBSCRIPTION_STOPPED: _("Syncing has stopped: the subscription is not paid."),
    ErrorCode.SYNC_LIMIT: _("The plan does not allow more syncs a day."),
    ErrorCode.TELEGRAM_JOINED: _("A Telegram account is joined to this log-in already."),
    ErrorCode.TOO_MANY_LINES: _("There are too many lines."),
    ErrorCode.TOO_MANY_PIECES: _("That is more pieces of a product than one order may have."),
    ErrorCode.TOO_WEAK: _("The password is too easy to guess."),
    ErrorCode.TOP_UP_AMOUNT: _("The balance cannot be topped up by this amount."),
    ErrorCode.TRANSITION_NOT_ALLOWED: _("The order cannot go to this status from where it is."),
    ErrorCode.TREE_CHANGED: _("The categories have changed meanwhile."),
    ErrorCode.WALLET_TOO_SMALL: _("There is less on the balance than that."),
}
WORDS: Mapping[str, _StrPromise] = {
    **FRAMEWORK,
    **{code.value: text for code, text in STORE.items()},
}


def words(code: str) -> str:
    """The meaning of `code` in the language in force."""
    return str(WORDS.get(code) or _("The store refuses this."))
