"""The shop of the storm: python -m benchmarks.storm_part EVENTS ADDRESS_OF_WEBHOOKS"""

from __future__ import annotations

import sys
from decimal import Decimal

import django

CUSTOMERS = 400
_EACH = 10  # events of a customer's visit: views and additions by turns, then an order


def main() -> None:
    django.setup()
    from catalog.cards import product_card
    from catalog.models import Category
    from catalog.services.create_product import NewVariant, create_product
    from catalog.track_view import track_view
    from integrations.models import WebhookEndpoint
    from orders.contact import Contact
    from orders.lines import Line
    from orders.services.place_order import place_order
    from orders.track_lines import track_lines
    from shop import outbox
    from shop.models import Customer

    category = Category.objects.create(name="Clothing", slug="clothing")
    variants = [
        create_product(
            category=category,
            name=f"Product {number}",
            variants=[NewVariant(f"S-{number}", Decimal(100 + number), 1_000_000)],
        ).variants.get()
        for number in range(50)
    ]
    contact = Contact("John Doe", "+15551234567", "10 Main Street, Springfield")
    people = [Customer(id=9_100_000_000 + number) for number in range(CUSTOMERS)]
    Customer.objects.bulk_create(people)
    WebhookEndpoint.objects.create(url=sys.argv[2], events=["order_placed", "stock_changed"])
    done = 0
    while done < int(sys.argv[1]):
        customer = people[done // _EACH % CUSTOMERS]
        variant = variants[(done // _EACH // CUSTOMERS * 7 + done) % len(variants)]
        if done % _EACH == _EACH - 1:
            line = Line(variant.pk, 1)
            place_order(customer=customer, lines=[line], contact=contact, comment="", source="api")
        elif done % 2:
            track_lines("cart_item_added", [(variant, 1)], customer=customer)
        else:
            card = product_card(variant.product_id)
            assert card is not None
            track_view(card, customer=customer)
        done += 1
    outbox.flush()


if __name__ == "__main__":
    main()
