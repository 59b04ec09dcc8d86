from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("integrations", "0006_seller_codes")]

    operations = [
        migrations.AlterField(
            model_name="sellernotice",
            name="kind",
            field=models.CharField(
                choices=[
                    ("sync_failed", "A sync failed"),
                    ("key_expired", "A key stopped working"),
                    ("low_stock", "Low stock"),
                    ("price_changed", "Changed prices"),
                    ("stock_differs", "Stock differs"),
                    ("pay_soon", "To be paid soon"),
                    ("stopped", "Syncing stopped"),
                    ("paid_twice", "Paid twice"),
                ],
                max_length=16,
                verbose_name="what",
            ),
        ),
    ]
