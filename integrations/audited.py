"""What the audit log watches of the integrations, and what it leaves alone."""

from collections.abc import Sequence

from integrations.webhooks.events import KINDS
from shop.audit.watched import Watched

_SELLER = ("integrations.seller", "seller_id")
_ACCOUNT = ("integrations.marketplaceaccount", "account_id")


def _events(names: Sequence[str]) -> str:
    return ", ".join(str(KINDS[name].label) if name in KINDS else name for name in names)


WATCHED = (
    Watched(
        "integrations.WebhookEndpoint",
        name="url",
        secret=("secret", "old_secret"),
        ignored=("created_at", "failing_since", "paused_until", "old_secret_until"),
        words={"events": _events},
    ),
    # What names people (a company may be a person's name, a member need be no customer) the log
    # could not forget: it keeps only that it changed.
    Watched(
        "integrations.Seller",
        secret=("company_name", "email", "phone"),
        ignored=("created_at",),
    ),
    Watched(
        "integrations.SellerMember",
        secret=("name", "email", "password"),
        ignored=("created_at", "last_login_at"),
        customer="customer_id",
        part_of=_SELLER,
    ),
    Watched(
        "integrations.MarketplaceAccount",
        name="name",
        ignored=(
            "created_at", "checked_at", "last_error", "last_error_at", "last_success_at",
            "failures", "next_sync_at",
        ),
        part_of=_SELLER,
    ),
    Watched(
        "integrations.MarketplaceCredentials",
        secret=("sealed",),
        ignored=("changed_at",),
        part_of=_ACCOUNT,
    ),
    Watched(
        "integrations.ListingLink",
        ignored=(
            "created_at", "pushed_quantity", "pushed_at", "read_quantity", "read_at", "difference",
            "error",
        ),
        part_of=_ACCOUNT,
    ),
    Watched("integrations.Plan", name="name"),
    Watched(
        "integrations.Subscription",
        ignored=("created_at",),
        part_of=_SELLER,
    ),
)  # fmt: skip

NOT_WATCHED = {
    "integrations.WebhookAttempt": "a log itself",
    "integrations.SellerCode": "there for minutes; what came of it the member's own history says",
    "integrations.SellerInvite": "whom it made a member, the member's own history says",
    "integrations.SellerRefreshToken": "log-ins are no changes of the store",
    "integrations.GivenKey": "there for seconds; the key that is kept is watched",
    "integrations.SellerNotice": "a log itself",
    "integrations.SellerSheet": "written by the store itself after each sync",
    "integrations.SubscriptionPayment": "a ledger itself",
    "integrations.MarketplaceProduct": "read from the marketplace",
    "integrations.MarketplaceSize": "read from the marketplace",
    "integrations.MarketplaceWarehouse": "read from the marketplace",
    "integrations.MarketplaceOrder": "read from the marketplace; stock has its own ledger",
    "integrations.ProductDay": "read from the marketplace",
    "integrations.WarehouseDay": "read from the marketplace",
    "integrations.OrderLine": "read from the marketplace",
    "integrations.SyncPart": "what a sync has read so far",
    "integrations.SyncRun": "a log itself",
    "integrations.RawAnswer": "a log itself",
}
