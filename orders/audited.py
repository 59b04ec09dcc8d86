"""What the audit log watches of orders, and what it leaves alone."""

from shop.audit.watched import Lookup, Watched

_ORDER = ("orders.order", "order_id")
_BUYER = Lookup("orders.order", "order_id", "customer_id")

WATCHED = (
    Watched(
        "orders.Order",
        personal=("full_name", "phone_number", "shipping_address", "comment"),
        ignored=("created_at", "updated_at", "cart_id", "cart_version"),
        customer="customer_id",
    ),
    Watched("orders.OrderItem", name="sku", customer=_BUYER, part_of=_ORDER),
    # The timeline's other entries say what the order's own columns say.
    Watched(
        "orders.OrderEvent",
        personal=("text", "changes"),
        ignored=("created_at", "actor", "outbox_event_id"),
        customer=_BUYER,
        part_of=_ORDER,
        inserts="r.kind IN ('note', 'message')",
        exported=False,
    ),
    Watched("orders.PromoCode", name="code", ignored=("created_at", "used")),
    Watched("orders.Segment", name="name", ignored=("created_at",)),
    Watched("orders.Segment_tags", part_of=("orders.segment", "segment_id")),
    Watched("orders.ExportSchedule", name="name", ignored=("created_at", "done_until")),
    Watched("orders.SheetPermission", ignored=("changed_by", "changed_at")),
)

NOT_WATCHED = {
    "orders.PromoUse": "the order says which codes it used",
    "orders.Reward": "its entries stand in the wallet's ledger",
    "orders.LedgerPosition": "how far a provider's books were read",
    "orders.DigitalCode": "secret; the order says when one was handed over",
    "orders.DigitalFile": "private; the order says when it was handed over",
    "orders.DigitalText": "secret; the order says when it was handed over",
    "orders.Payment": "its steps and the order's timeline say what became of it",
    "orders.PaymentStep": "a log itself",
    "orders.Refund": "the order's timeline says who asked and what became of it",
    "orders.Wallet": "the sum of its entries",
    "orders.WalletEntry": "a ledger itself",
    "orders.ExportRun": "a log itself",
    "orders.ExportChunk": "what an export has gathered so far",
    "orders.BoughtCategory": "counted from orders",
    "orders.DayFigure": "counted from orders",
    "orders.FiguresState": "how far the counting is",
    "orders.Cart": "what a customer has not decided yet",
    "orders.CartItem": "what a customer has not decided yet",
}
