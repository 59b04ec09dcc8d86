from decimal import Decimal

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0023_what_a_refund_is_for"),
    ]

    operations = [
        migrations.AddField(
            model_name="order",
            name="unclaimed_amount",
            field=models.DecimalField(
                db_default=Decimal(0),
                decimal_places=2,
                default=Decimal(0),
                help_text="The worth of goods that came back before they were paid for.",
                max_digits=14,
                verbose_name="came back unpaid",
            ),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(
                condition=models.Q(("unclaimed_amount__gt", 0)),
                fields=["created_at"],
                name="order_came_back",
            ),
        ),
        migrations.AddConstraint(
            model_name="order",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("unclaimed_amount__gte", 0),
                    ("unclaimed_amount__lte", models.F("total_amount")),
                ),
                name="order_unclaimed_within_total",
            ),
        ),
    ]
