from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import F, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce

from catalog.models import ProductVariant, StockMovement


class Command(BaseCommand):
    help = "Prove that every variant's stock is the sum of its movements."

    def handle(self, *args: Any, **options: Any) -> None:
        total = (
            StockMovement.objects.filter(variant=OuterRef("pk"))
            .order_by()
            .values("variant")
            .annotate(total=Sum("quantity"))
            .values("total")
        )
        wrong = (
            ProductVariant.objects.annotate(moved=Coalesce(Subquery(total), 0))
            .exclude(stock_quantity=F("moved"))
            .order_by("pk")
        )
        lines = [
            f"{sku}: in stock {stock}, movements say {moved}"
            for sku, stock, moved in wrong.values_list("sku", "stock_quantity", "moved")
        ]
        if lines:
            raise CommandError("\n".join(lines))
        count = ProductVariant.objects.count()
        self.stdout.write(
            self.style.SUCCESS(f"The stock of {count} variants is the sum of its movements.")
        )
