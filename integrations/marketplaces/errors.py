"""What can go wrong with a marketplace, told apart by what can be done about it."""

from __future__ import annotations

from enum import StrEnum

from shop.errors import DeliveryError


class Trouble(StrEnum):
    """What went wrong, as the engine and the seller's screens tell it apart."""

    KEY_REFUSED = "key_refused"
    KEY_EXPIRED = "key_expired"
    RIGHTS_MISSING = "rights_missing"
    PAYMENT_REQUIRED = "payment_required"
    BUSY = "busy"
    UNAVAILABLE = "unavailable"
    BROKEN_ANSWER = "broken_answer"
    REFUSED = "refused"
    NOT_THERE = "not_there"


# With these no other call of the account can succeed either, until its owner does something.
ABOUT_THE_KEY = frozenset({Trouble.KEY_REFUSED, Trouble.KEY_EXPIRED, Trouble.PAYMENT_REQUIRED})


class MarketplaceError(DeliveryError):
    """A call that did not succeed.

    `code` says why, `permanent` that trying again is useless, `retry_after` how many seconds to
    leave the account alone where that is known, `said` what the marketplace answered, without
    secrets, `missing` which rights a key lacks, in the marketplace's own words, and `answer` is
    the body as it came.
    """

    def __init__(
        self,
        code: Trouble,
        message: str,
        *,
        permanent: bool = False,
        uncertain: bool = False,
        retry_after: float | None = None,
        missing: tuple[str, ...] = (),
        answer: bytes = b"",
    ) -> None:
        super().__init__(
            f"{code}: {message}",
            permanent=permanent,
            uncertain=uncertain,
            retry_after=retry_after,
        )
        self.code = code
        self.said = message
        self.missing = missing
        self.answer = answer

    @property
    def about_the_key(self) -> bool:
        """Whether only the account's owner can mend it."""
        return self.code in ABOUT_THE_KEY
