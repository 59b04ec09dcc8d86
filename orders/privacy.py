from __future__ import annotations

from typing import Any

from orders.models import (
    BoughtCategory,
    Cart,
    CartItem,
    DigitalCode,
    ExportChunk,
    Order,
    OrderEvent,
    OrderItem,
    Payment,
    PaymentStep,
    PromoUse,
    Refund,
    Reward,
    Wallet,
    WalletEntry,
)
from orders.models.export import WORKING

_PERSONAL_CHANGES = (OrderEvent.Kind.CONTACT_EDITED, OrderEvent.Kind.TRACKING_EDITED)


class OrdersData:
    """Carts and orders. An erased order keeps its figures, as accounting law asks."""

    models = (
        Cart, CartItem, Order, OrderItem, OrderEvent, BoughtCategory, Payment, PaymentStep, Refund,
        Wallet, WalletEntry, PromoUse, Reward, DigitalCode,
    )  # fmt: skip

    def export(self, customer_id: int) -> dict[str, Any]:
        orders = Order.objects.filter(customer=customer_id).values(
            "id", "status", "payment_status", "total_amount", "discount_amount",
            "unclaimed_amount", "currency", "full_name", "phone_number", "shipping_address", "comment",
            "carrier", "tracking_number", "created_at",
        )  # fmt: skip
        items = OrderItem.objects.filter(order__customer=customer_id).values(
            "order_id", "sku", "product_name", "variant_name", "quantity", "price_at_purchase",
            "discount",
        )  # fmt: skip
        timeline = OrderEvent.objects.filter(order__customer=customer_id)
        # What the staff note among themselves is theirs.
        events = timeline.exclude(kind=OrderEvent.Kind.NOTE).values(
            "order_id", "kind", "old_status", "new_status", "changes", "created_at"
        )
        messages = timeline.filter(kind=OrderEvent.Kind.MESSAGE).values(
            "order_id", "text", "created_at"
        )
        payments = Payment.objects.filter(customer=customer_id).values(
            "order_id", "provider", "status", "amount", "charged_amount", "charged_currency",
            "refunded_amount", "created_at", "paid_at",
        )  # fmt: skip
        wallet = WalletEntry.objects.filter(wallet__customer=customer_id).values(
            "kind", "amount", "wallet__currency", "balance_after", "order_id", "created_at"
        )
        promo_codes = PromoUse.objects.filter(customer=customer_id).values(
            "promo__code", "order_id", "amount", "created_at", "released_at"
        )
        # Who the friends are is theirs to know.
        rewards = Reward.objects.filter(referrer=customer_id).values(
            "percent", "amount", "taken_back", "currency", "created_at"
        )
        cart = CartItem.objects.filter(cart__customer=customer_id).values(
            "variant__sku", "quantity"
        )
        bought = BoughtCategory.objects.filter(customer=customer_id).values("category__name")
        return {
            "bought_categories": list(bought),
            "orders": list(orders),
            "order_items": list(items),
            "order_events": list(events),
            "order_messages": list(messages),
            "payments": list(payments),
            "wallet": list(wallet),
            "promo_codes": list(promo_codes),
            "rewards": list(rewards),
            "cart": list(cart),
        }

    def erase(self, customer_id: int) -> None:
        # Files that name people: whoever needs one makes it anew.
        ExportChunk.objects.filter(run__contact=True).exclude(run__stage__in=WORKING).delete()
        Cart.objects.filter(customer=customer_id).delete()
        BoughtCategory.objects.filter(customer=customer_id).delete()
        Order.objects.filter(customer=customer_id).update(
            full_name="", phone_number="", shipping_address="", comment="", tracking_number=""
        )
        events = OrderEvent.objects.filter(order__customer=customer_id)
        events.exclude(text="").update(text="")
        events.filter(kind__in=_PERSONAL_CHANGES).update(changes=None)
        # What was paid is kept for accounting; what the provider said of the person is not.
        PaymentStep.objects.filter(payment__customer=customer_id).update(answer={})
