from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0014_returns_and_hands")]

    operations = [
        migrations.AddField(
            model_name="order",
            name="remind_at",
            field=models.DateTimeField(
                blank=True, editable=False, null=True, verbose_name="to be reminded"
            ),
        ),
        # An order that the balance paid a part of expires too.
        migrations.RemoveIndex(model_name="order", name="order_expires"),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(
                condition=models.Q(("pay_by__isnull", False)),
                fields=["pay_by"],
                name="order_to_be_paid",
            ),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(
                condition=models.Q(("remind_at__isnull", False)),
                fields=["remind_at"],
                name="order_to_remind",
            ),
        ),
    ]
