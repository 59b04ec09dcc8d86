from decimal import Decimal

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0012_promo_codes"),
        ("shop", "0016_referrals"),
    ]

    operations = [
        migrations.CreateModel(
            name="Reward",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "percent",
                    models.DecimalField(decimal_places=2, max_digits=5, verbose_name="percent"),
                ),
                (
                    "with_balance",
                    models.BooleanField(
                        default=True,
                        editable=False,
                        help_text="Whether what the order was paid with from the balance counts.",
                    ),
                ),
                ("currency", models.CharField(max_length=3, verbose_name="currency")),
                (
                    "amount",
                    models.DecimalField(
                        decimal_places=2, default=Decimal("0"), max_digits=14, verbose_name="reward"
                    ),
                ),
                (
                    "taken_back",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("0"),
                        max_digits=14,
                        verbose_name="taken back",
                    ),
                ),
                (
                    "missing",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("0"),
                        max_digits=14,
                        verbose_name="could not be taken back",
                    ),
                ),
                ("moves", models.PositiveIntegerField(default=0, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                (
                    "friend",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="shop.customer",
                        verbose_name="friend",
                    ),
                ),
                (
                    "order",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reward",
                        to="orders.order",
                        verbose_name="order",
                    ),
                ),
                (
                    "payment",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reward",
                        to="orders.payment",
                        verbose_name="top-up",
                    ),
                ),
                (
                    "referrer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rewards",
                        to="shop.customer",
                        verbose_name="customer",
                    ),
                ),
            ],
            options={
                "verbose_name": "reward for a friend",
                "verbose_name_plural": "rewards for friends",
                "ordering": ("-pk",),
                "indexes": [models.Index(fields=["referrer", "-id"], name="reward_of_customer")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("order__isnull", False), ("payment__isnull", True)),
                            models.Q(("order__isnull", True), ("payment__isnull", False)),
                            _connector="OR",
                        ),
                        name="reward_for_one_thing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("amount__gte", 0),
                            ("missing__gte", 0),
                            ("taken_back__gte", 0),
                            ("taken_back__lte", models.F("amount")),
                        ),
                        name="reward_taken_back_within_amount",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("referrer", models.F("friend")), _negated=True),
                        name="reward_not_for_oneself",
                    ),
                ],
            },
        ),
    ]
