import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0005_bought_categories")]

    operations = [
        migrations.CreateModel(
            name="Segment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=100, unique=True, verbose_name="name")),
                (
                    "spent_from",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        verbose_name="spent at least",
                    ),
                ),
                (
                    "spent_to",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        verbose_name="spent at most",
                    ),
                ),
                (
                    "orders_from",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="orders at least"
                    ),
                ),
                (
                    "orders_to",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="0: those who never ordered.",
                        null=True,
                        verbose_name="orders at most",
                    ),
                ),
                (
                    "ordered_within",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="ordered in the last … days"
                    ),
                ),
                (
                    "not_ordered_for",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="Of those who ordered before.",
                        null=True,
                        verbose_name="have not ordered for … days",
                    ),
                ),
                ("language", models.CharField(blank=True, max_length=8, verbose_name="language")),
                (
                    "blocked",
                    models.CharField(
                        choices=[
                            ("no", "Only those who can be written to"),
                            ("yes", "Only those who blocked the bot"),
                            ("any", "All"),
                        ],
                        default="no",
                        max_length=4,
                        verbose_name="can be written to",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
            ],
            options={
                "verbose_name": "segment",
                "verbose_name_plural": "segments",
                "ordering": ("name",),
            },
        ),
        migrations.AddField(
            model_name="segment",
            name="category",
            field=models.ForeignKey(
                blank=True,
                help_text="Or from one inside it.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="catalog.category",
                verbose_name="bought from the category",
            ),
        ),
        migrations.AddField(
            model_name="segment",
            name="tags",
            field=models.ManyToManyField(
                blank=True,
                help_text="Any of these.",
                related_name="segments",
                to="shop.tag",
                verbose_name="tags",
            ),
        ),
    ]
