"""Why something was refused to a seller, in their words."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import override

from botapp.screens import messages
from botapp.sellers.labels import UPDATE_KEY
from integrations.marketplaces.errors import Trouble
from integrations.models import Role
from shop.errors import ErrorCode, StoreError

TOO_OFTEN = "too_often"
MALFORMED = "malformed"  # a key that cannot be one, refused before anybody was asked


def explain(error: StoreError, language: str) -> str:
    with override(language):
        match error.code:
            case ErrorCode.KEY_REFUSED:
                return _key_refused(error)
            case ErrorCode.MARKETPLACE_UNAVAILABLE:
                return _("The marketplace does not answer now. Send the key again a little later.")
            case ErrorCode.OTHER_CABINET:
                return _(
                    "This key is of another account of the marketplace. Add it as a new key, or "
                    "send a key of the account that you had."
                )
            case ErrorCode.PLAN_LIMIT if error.context.get("what") == "products":
                return _("Your plan has room for %(limit)s products.") % error.context
            case ErrorCode.PLAN_LIMIT:
                return _("Your plan has room for %(limit)s accounts.") % error.context
            case ErrorCode.SECRETS_OFF:
                return _("The store cannot keep keys yet: its owner has to set that up first.")
            case ErrorCode.SUBSCRIPTION_STOPPED:
                return _("Syncing has stopped: the subscription is not paid. Nothing is deleted.")
            case ErrorCode.ACCOUNT_WITHOUT_KEY:
                return _("There is no key for this account. Add one first.")
            case ErrorCode.KEY_EXPIRED:
                return _("The key does not work any more. Send a new one in the settings.")
            case ErrorCode.SYNC_LIMIT:
                return _("Your plan allows %(limit)s syncs a day.") % error.context
            case ErrorCode.ROLE_TOO_LOW if error.context.get("needs") == Role.OWNER:
                return _("Only the owner may do this.")
            case ErrorCode.ROLE_TOO_LOW:
                return _("You may look, but not change. Ask the owner or an administrator.")
            case ErrorCode.INVALID_EMAIL:
                return _("This does not look like an e-mail. Example: anna@example.com.")
            case _other:
                return messages.explain(error, language)


def explain_kept(error: StoreError, language: str) -> str:
    """What is wrong with the key that an account has had, and how it is replaced."""
    with override(language):
        match error.code, error.context.get("reason"):
            case ErrorCode.MARKETPLACE_UNAVAILABLE, _reason:
                return _("The marketplace does not answer now. Check the key again a little later.")
            case ErrorCode.KEY_REFUSED, Trouble.RIGHTS_MISSING | Trouble.PAYMENT_REQUIRED:
                return explain(error, language)
            case ErrorCode.KEY_REFUSED, _reason:
                return _(
                    "❌ The key does not work any more: it has expired or was deleted at the "
                    "marketplace. Make a new one there, press “%(update)s” and send it here. What "
                    "was read stays."
                ) % {"update": _(UPDATE_KEY)}
            case _other:
                return explain(error, language)


def _key_refused(error: StoreError) -> str:
    match error.context.get("reason"):
        case Trouble.KEY_EXPIRED:
            return _("This key has expired. Make a new one, please.")
        case Trouble.RIGHTS_MISSING:
            missing = ", ".join(error.context.get("missing") or ())
            if not missing:
                return _("The key lacks rights. Make one with all the categories of the list.")
            return _("The key lacks rights: %(missing)s. Make one with all of the list.") % {
                "missing": missing
            }
        case Trouble.PAYMENT_REQUIRED:
            return _("The marketplace wants its API to be paid for first. See your account there.")
        case reason if reason == MALFORMED:
            return _("This does not look like a key. Copy all of it, please, and nothing else.")
        case reason if reason == TOO_OFTEN:
            return _("That were many keys. Wait ten minutes, please.")
        case _other:
            return _("The marketplace does not take this key. Is all of it copied?")
