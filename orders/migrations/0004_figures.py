from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0003_order_page"),
    ]

    operations = [
        migrations.CreateModel(
            name="DayFigure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(verbose_name="day")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("orders", "orders by status"),
                            ("product", "pieces sold by product"),
                            ("cohort", "orders by cohort"),
                            ("newcomers", "first orders by cohort"),
                            ("people", "people seen"),
                            ("top", "best products of a period"),
                        ],
                        max_length=16,
                        verbose_name="figure",
                    ),
                ),
                ("key", models.CharField(blank=True, max_length=32, verbose_name="of what")),
                ("currency", models.CharField(blank=True, max_length=3, verbose_name="currency")),
                ("number", models.PositiveBigIntegerField(verbose_name="number")),
                (
                    "amount",
                    models.DecimalField(
                        decimal_places=2, default=0, max_digits=18, verbose_name="amount"
                    ),
                ),
            ],
            options={
                "verbose_name": "figure of a day",
                "verbose_name_plural": "figures of days",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="FiguresState",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("time_zone", models.CharField(blank=True, max_length=64)),
                ("last_order_id", models.BigIntegerField(default=0)),
                ("followed_until", models.DateTimeField(null=True)),
                ("steps", models.PositiveBigIntegerField(default=0)),
                ("pending", models.JSONField(default=dict)),
            ],
            options={
                "verbose_name": "state of the figures",
                "verbose_name_plural": "state of the figures",
                "default_permissions": (),
            },
        ),
        migrations.AddIndex(
            model_name="cart",
            index=models.Index(fields=["updated_at"], name="cart_by_change"),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(fields=["updated_at"], name="order_by_change"),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(fields=["customer", "currency", "created_at"], name="order_first"),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(
                condition=models.Q(
                    ("payment_status__in", ("unpaid", "partially_paid")),
                    models.Q(("status__in", ("delivered", "cancelled")), _negated=True),
                ),
                fields=["created_at"],
                name="order_unpaid",
            ),
        ),
        migrations.AddConstraint(
            model_name="dayfigure",
            constraint=models.UniqueConstraint(
                fields=("kind", "day", "currency", "key"), name="day_figure_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="figuresstate",
            constraint=models.CheckConstraint(
                condition=models.Q(("pk", 1)), name="figures_state_single_row"
            ),
        ),
    ]
