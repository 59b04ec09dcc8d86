from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0013_rewards"),
    ]

    operations = [
        migrations.AddField(
            model_name="orderitem",
            name="returned_quantity",
            field=models.PositiveIntegerField(db_default=0, default=0, verbose_name="returned"),
        ),
        migrations.AddField(
            model_name="payment",
            name="needs_hand",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="Money that the order does not need and that could not go back by itself.",
                verbose_name="waits for somebody",
            ),
        ),
        migrations.AlterField(
            model_name="orderevent",
            name="kind",
            field=models.CharField(
                choices=[
                    ("placed", "Order placed"),
                    ("status_changed", "Status changed"),
                    ("note", "Note"),
                    ("message", "Message to the customer"),
                    ("contact_edited", "Delivery details edited"),
                    ("lines_edited", "Lines edited"),
                    ("lines_cancelled", "Lines cancelled"),
                    ("tracking_edited", "Tracking number edited"),
                    ("paid", "Payment received"),
                    ("refund_asked", "Refund asked for"),
                    ("refunded", "Money refunded"),
                    ("refund_failed", "Refund refused"),
                    ("returned", "Goods returned"),
                    ("handed_over", "Digital goods handed over"),
                ],
                max_length=32,
                verbose_name="event",
            ),
        ),
        migrations.AddIndex(
            model_name="payment",
            index=models.Index(
                condition=models.Q(("needs_hand", True)),
                fields=["created_at"],
                name="payment_needs_hand",
            ),
        ),
        migrations.AddConstraint(
            model_name="orderitem",
            constraint=models.CheckConstraint(
                condition=models.Q(("returned_quantity__lte", models.F("quantity"))),
                name="order_item_returned_within_quantity",
            ),
        ),
    ]
