import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0001_initial"), ("shop", "0002_legal_documents")]

    operations = [
        migrations.AddField(
            model_name="order",
            name="carrier",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=64, verbose_name="carrier"
            ),
        ),
        migrations.AddField(
            model_name="order",
            name="tracking_number",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=64, verbose_name="tracking number"
            ),
        ),
        migrations.AddField(
            model_name="orderevent",
            name="text",
            field=models.TextField(blank=True, db_default="", default="", verbose_name="text"),
        ),
        migrations.AddField(
            model_name="orderevent",
            name="changes",
            field=models.JSONField(blank=True, null=True, verbose_name="changes"),
        ),
        migrations.AddField(
            model_name="orderevent",
            name="outbox_event",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="shop.event",
                verbose_name="outbox event",
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
                ],
                max_length=32,
                verbose_name="event",
            ),
        ),
        migrations.AddIndex(
            model_name="orderevent",
            index=models.Index(
                condition=models.Q(("outbox_event__isnull", False)),
                fields=["outbox_event"],
                name="order_event_sent",
            ),
        ),
    ]
