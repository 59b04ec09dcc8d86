from decimal import Decimal

import django.db.models.deletion
from django.db import migrations, models

import orders.models.payment


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0009_exports"),
        ("shop", "0015_payment_settings"),
    ]

    operations = [
        migrations.AddField(
            model_name="order",
            name="pay_with",
            field=models.CharField(
                db_default="on_delivery",
                default="on_delivery",
                max_length=32,
                verbose_name="to be paid by",
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
                    ("paid", "Payment received"),
                    ("refund_asked", "Refund asked for"),
                    ("refunded", "Money refunded"),
                    ("refund_failed", "Refund refused"),
                ],
                max_length=32,
                verbose_name="event",
            ),
        ),
        migrations.CreateModel(
            name="Payment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("provider", models.CharField(max_length=32, verbose_name="paid by")),
                (
                    "key",
                    models.CharField(
                        default=orders.models.payment.new_key,
                        editable=False,
                        max_length=32,
                        unique=True,
                        verbose_name="key",
                    ),
                ),
                (
                    "external_id",
                    models.CharField(blank=True, max_length=255, verbose_name="provider's number"),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("asked", "Waiting for payment"),
                            ("paid", "Paid"),
                            ("closed", "Not paid"),
                        ],
                        default="asked",
                        max_length=8,
                        verbose_name="status",
                    ),
                ),
                (
                    "amount",
                    models.DecimalField(decimal_places=2, max_digits=14, verbose_name="amount"),
                ),
                ("currency", models.CharField(max_length=3, verbose_name="currency")),
                (
                    "charged_amount",
                    models.DecimalField(decimal_places=2, max_digits=14, verbose_name="charged"),
                ),
                ("charged_currency", models.CharField(max_length=5, verbose_name="charged in")),
                (
                    "refunded_amount",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("0"),
                        max_digits=14,
                        verbose_name="refunded",
                    ),
                ),
                ("url", models.URLField(blank=True, max_length=1000, verbose_name="payment page")),
                (
                    "expires_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="open until"),
                ),
                (
                    "checked_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="asked the provider"),
                ),
                ("paid_at", models.DateTimeField(blank=True, null=True, verbose_name="paid at")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payments",
                        to="shop.customer",
                        verbose_name="customer",
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        blank=True,
                        help_text="Empty for money that tops the customer's wallet up.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payments",
                        to="orders.order",
                        verbose_name="order",
                    ),
                ),
            ],
            options={
                "verbose_name": "payment",
                "verbose_name_plural": "payments",
                "ordering": ("-pk",),
            },
        ),
        migrations.CreateModel(
            name="PaymentStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("create", "Asked to be paid"),
                            ("notice", "Told by the provider"),
                            ("fetch", "Asked about it"),
                            ("refund", "Asked to refund"),
                        ],
                        max_length=8,
                        verbose_name="step",
                    ),
                ),
                ("succeeded", models.BooleanField(verbose_name="succeeded")),
                ("answer", models.JSONField(default=dict, verbose_name="answer")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="time")),
                (
                    "payment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="orders.payment",
                        verbose_name="payment",
                    ),
                ),
            ],
            options={
                "verbose_name": "payment step",
                "verbose_name_plural": "payment steps",
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="Refund",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        default=orders.models.payment.new_key,
                        editable=False,
                        max_length=32,
                        unique=True,
                        verbose_name="key",
                    ),
                ),
                (
                    "amount",
                    models.DecimalField(decimal_places=2, max_digits=14, verbose_name="amount"),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("asked", "On its way"),
                            ("done", "Refunded"),
                            ("failed", "Refused"),
                        ],
                        default="asked",
                        max_length=8,
                        verbose_name="status",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="reason")),
                ("actor", models.CharField(max_length=100, verbose_name="by whom")),
                (
                    "external_id",
                    models.CharField(blank=True, max_length=255, verbose_name="provider's number"),
                ),
                (
                    "error",
                    models.CharField(blank=True, max_length=500, verbose_name="why it was refused"),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                (
                    "finished_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="finished"),
                ),
                (
                    "payment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="refunds",
                        to="orders.payment",
                        verbose_name="payment",
                    ),
                ),
            ],
            options={
                "verbose_name": "refund",
                "verbose_name_plural": "refunds",
                "ordering": ("-pk",),
            },
        ),
        migrations.CreateModel(
            name="Wallet",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("currency", models.CharField(max_length=3, verbose_name="currency")),
                (
                    "balance",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("0"),
                        max_digits=14,
                        verbose_name="balance",
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="wallets",
                        to="shop.customer",
                        verbose_name="customer",
                    ),
                ),
            ],
            options={
                "verbose_name": "wallet",
                "verbose_name_plural": "wallets",
            },
        ),
        migrations.CreateModel(
            name="WalletEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("top_up", "Top-up"),
                            ("payment", "Paid for an order"),
                            ("refund", "Refund"),
                            ("reward", "Reward for a friend"),
                            ("reward_back", "Reward taken back"),
                            ("correction", "Correction"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                (
                    "amount",
                    models.DecimalField(decimal_places=2, max_digits=14, verbose_name="amount"),
                ),
                (
                    "balance_after",
                    models.DecimalField(
                        decimal_places=2, max_digits=14, verbose_name="balance after"
                    ),
                ),
                (
                    "reference",
                    models.CharField(max_length=80, unique=True, verbose_name="reference"),
                ),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="reason")),
                ("actor", models.CharField(max_length=100, verbose_name="by whom")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="time")),
                (
                    "order",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="orders.order",
                        verbose_name="order",
                    ),
                ),
                (
                    "wallet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="orders.wallet",
                        verbose_name="wallet",
                    ),
                ),
            ],
            options={
                "verbose_name": "wallet entry",
                "verbose_name_plural": "wallet entries",
                "ordering": ("-pk",),
            },
        ),
        migrations.AddIndex(
            model_name="payment",
            index=models.Index(
                condition=models.Q(("status", "asked")), fields=["created_at"], name="payment_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("external_id", ""), _negated=True),
                fields=("provider", "external_id"),
                name="payment_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gt", 0)), name="payment_amount_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("refunded_amount__gte", 0), ("refunded_amount__lte", models.F("amount"))
                ),
                name="payment_refunded_within_amount",
            ),
        ),
        migrations.AddIndex(
            model_name="refund",
            index=models.Index(
                condition=models.Q(("status", "asked")), fields=["created_at"], name="refund_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gt", 0)), name="refund_amount_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="wallet",
            constraint=models.UniqueConstraint(fields=("customer", "currency"), name="wallet_once"),
        ),
        migrations.AddConstraint(
            model_name="wallet",
            constraint=models.CheckConstraint(
                condition=models.Q(("balance__gte", 0)), name="wallet_not_negative"
            ),
        ),
        migrations.AddConstraint(
            model_name="walletentry",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount", 0), _negated=True), name="wallet_entry_not_zero"
            ),
        ),
    ]
