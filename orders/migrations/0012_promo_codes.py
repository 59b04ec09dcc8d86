from decimal import Decimal

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0003_import_runs"),
        ("orders", "0011_order_discounts"),
        ("shop", "0016_referrals"),
    ]

    operations = [
        migrations.CreateModel(
            name="PromoCode",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        help_text="Customers may type it in any case.",
                        max_length=40,
                        verbose_name="code",
                    ),
                ),
                ("key", models.CharField(editable=False, max_length=80, unique=True)),
                ("is_active", models.BooleanField(default=True, verbose_name="switched on")),
                (
                    "note",
                    models.CharField(
                        blank=True,
                        db_index=True,
                        help_text="For the staff: what it is for. Codes made together share it.",
                        max_length=100,
                        verbose_name="note",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("percent", "Percent off"),
                            ("fixed", "Sum off"),
                            ("gift", "Free gift"),
                        ],
                        max_length=8,
                        verbose_name="what it gives",
                    ),
                ),
                (
                    "value",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        help_text="A sum is in the store's currency. Empty for a gift.",
                        max_digits=10,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(Decimal("0.01"))],
                        verbose_name="percent, or sum",
                    ),
                ),
                (
                    "minimum_sum",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        help_text="What all goods of the order come to before discounts.",
                        max_digits=12,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                        verbose_name="for orders from",
                    ),
                ),
                (
                    "first_order_only",
                    models.BooleanField(default=False, verbose_name="for the first order only"),
                ),
                (
                    "stackable",
                    models.BooleanField(
                        default=False,
                        help_text="With others for which this is switched on as well.",
                        verbose_name="goes with other codes",
                    ),
                ),
                (
                    "starts_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="in force from"),
                ),
                (
                    "ends_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="in force until"),
                ),
                (
                    "total_limit",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="Empty: as often as you like.",
                        null=True,
                        verbose_name="uses in all",
                    ),
                ),
                (
                    "customer_limit",
                    models.PositiveIntegerField(
                        blank=True, default=1, null=True, verbose_name="uses by one customer"
                    ),
                ),
                (
                    "used",
                    models.PositiveIntegerField(default=0, editable=False, verbose_name="used"),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                (
                    "category",
                    models.ForeignKey(
                        blank=True,
                        help_text="Or of one inside it.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.category",
                        verbose_name="for goods of the category",
                    ),
                ),
                (
                    "gift",
                    models.ForeignKey(
                        blank=True,
                        help_text="One piece is added to the order at no cost.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="catalog.productvariant",
                        verbose_name="gift",
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="catalog.product",
                        verbose_name="for the product",
                    ),
                ),
            ],
            options={
                "verbose_name": "promo code",
                "verbose_name_plural": "promo codes",
                "ordering": ("-pk",),
            },
        ),
        migrations.CreateModel(
            name="PromoUse",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "amount",
                    models.DecimalField(decimal_places=2, max_digits=14, verbose_name="discount"),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="used")),
                (
                    "released_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="taken back"),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="promo_uses",
                        to="shop.customer",
                        verbose_name="customer",
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="promo_uses",
                        to="orders.order",
                        verbose_name="order",
                    ),
                ),
                (
                    "promo",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="uses",
                        to="orders.promocode",
                        verbose_name="promo code",
                    ),
                ),
            ],
            options={
                "verbose_name": "use of a promo code",
                "verbose_name_plural": "uses of promo codes",
                "ordering": ("-pk",),
            },
        ),
        migrations.AddConstraint(
            model_name="promocode",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind", "gift"),
                    models.Q(("value__gt", 0), ("value__isnull", False)),
                    _connector="OR",
                ),
                name="promo_code_value_positive",
            ),
        ),
        migrations.AddConstraint(
            model_name="promocode",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "percent"), _negated=True),
                    ("value__lte", 100),
                    _connector="OR",
                ),
                name="promo_code_percent_at_most",
            ),
        ),
        migrations.AddIndex(
            model_name="promouse",
            index=models.Index(
                condition=models.Q(("released_at__isnull", True)),
                fields=["promo", "customer"],
                name="promo_use_by_customer",
            ),
        ),
        migrations.AddConstraint(
            model_name="promouse",
            constraint=models.UniqueConstraint(fields=("promo", "order"), name="promo_use_once"),
        ),
    ]
