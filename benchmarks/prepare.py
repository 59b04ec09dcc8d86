"""Fill a migrated database with a catalogue, and print as JSON the buttons a customer presses.

python -m benchmarks.prepare
"""

from __future__ import annotations

import json
import sys
from decimal import Decimal

import django

CATEGORIES = 8
PRODUCTS = 12


def main() -> None:
    django.setup()
    from botapp.actions import Home, OpenCategory, OpenProduct
    from catalog.models import Category
    from catalog.services.create_product import NewVariant, create_product

    rounds = []
    for number in range(CATEGORIES):
        category = Category.objects.create(name=f"Category {number}", slug=f"category-{number}")
        for place in range(PRODUCTS):
            product = create_product(
                category=category,
                name=f"Product {number}.{place}",
                description="Well made, and it lasts. " * 8,
                options={"Size": ["S", "M", "L"]},
                variants=[
                    NewVariant(
                        sku=f"{number}-{place}-{size}",
                        price=Decimal("19.99"),
                        stock_quantity=5,
                        options={"Size": size},
                    )
                    for size in ("S", "M", "L")
                ],
            )
            presses = (Home(), OpenCategory(), OpenCategory(category.pk), OpenProduct(product.pk))
            rounds.append([press.pack() for press in presses])
    json.dump(rounds, sys.stdout)


if __name__ == "__main__":
    main()
