from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0006_returns_and_hands")]

    operations = [
        migrations.AddField(
            model_name="order",
            name="pay_by",
            field=models.DateTimeField(
                blank=True,
                editable=False,
                help_text="Only of orders that are to be paid online: unpaid by then, they expire.",
                null=True,
                verbose_name="to be paid until",
            ),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(
                condition=models.Q(
                    ("pay_by__isnull", False),
                    ("payment_status", "unpaid"),
                    ("status__in", ("pending", "confirmed")),
                ),
                fields=["pay_by"],
                name="order_expires",
            ),
        ),
    ]
