import django.db.models.deletion
import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shop", "0005_outbox_lanes")]

    operations = [
        migrations.CreateModel(
            name="Tag",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=40, verbose_name="name")),
                (
                    "colour",
                    models.CharField(
                        choices=[
                            ("default", "Grey"),
                            ("info", "Blue"),
                            ("success", "Green"),
                            ("warning", "Orange"),
                            ("danger", "Red"),
                            ("primary", "Teal"),
                        ],
                        default="default",
                        max_length=16,
                        verbose_name="colour",
                    ),
                ),
            ],
            options={
                "verbose_name": "tag",
                "verbose_name_plural": "tags",
                "ordering": ("name",),
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("name"),
                        name="tag_once",
                        violation_error_message="There is such a tag already.",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="customer",
            name="last_order_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="last order"),
        ),
        migrations.AddField(
            model_name="customer",
            name="orders_count",
            field=models.PositiveIntegerField(
                db_default=0, default=0, editable=False, verbose_name="orders"
            ),
        ),
        migrations.AddField(
            model_name="customer",
            name="spent",
            field=models.DecimalField(
                db_default=0,
                decimal_places=2,
                default=0,
                editable=False,
                max_digits=14,
                verbose_name="spent",
            ),
        ),
        migrations.AddField(
            model_name="customer",
            name="tags",
            field=models.ManyToManyField(
                blank=True, related_name="customers", to="shop.tag", verbose_name="tags"
            ),
        ),
        migrations.AddIndex(
            model_name="customer",
            index=models.Index(fields=["spent", "id"], name="customer_by_spent"),
        ),
        migrations.AddIndex(
            model_name="customer",
            index=models.Index(fields=["last_order_at"], name="customer_by_last_order"),
        ),
        migrations.CreateModel(
            name="CustomerMessage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField(verbose_name="text")),
                ("actor", models.CharField(max_length=100, verbose_name="by whom")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="time")),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="messages",
                        to="shop.customer",
                        verbose_name="customer",
                    ),
                ),
                (
                    "outbox_event",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="shop.event",
                        verbose_name="outbox event",
                    ),
                ),
            ],
            options={
                "verbose_name": "message to a customer",
                "verbose_name_plural": "messages to customers",
                "default_permissions": (),
            },
        ),
    ]
