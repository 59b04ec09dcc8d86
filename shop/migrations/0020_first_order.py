from django.db import migrations, models


class Migration(migrations.Migration):
    """When customers first ordered, to list those of a month; `orders` fills it."""

    dependencies = [("shop", "0019_delivery_event_index_once")]

    operations = [
        migrations.AddField(
            model_name="customer",
            name="first_order_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="first order"),
        ),
        migrations.AddIndex(
            model_name="customer",
            index=models.Index(fields=["first_order_at"], name="customer_by_first_order"),
        ),
    ]
