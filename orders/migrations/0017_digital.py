import django.db.models.deletion
from django.db import migrations, models

import shop.crypto


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0007_digital"),
        ("orders", "0016_ledger_position"),
    ]

    operations = [
        migrations.CreateModel(
            name="DigitalText",
            fields=[
                (
                    "variant",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="digital_text",
                        serialize=False,
                        to="catalog.productvariant",
                        verbose_name="variant",
                    ),
                ),
                ("text", shop.crypto.EncryptedTextField(verbose_name="text")),
            ],
            options={
                "verbose_name": "digital text",
                "verbose_name_plural": "digital texts",
            },
        ),
        migrations.AddField(
            model_name="order",
            name="has_digital",
            field=models.BooleanField(
                db_default=False, default=False, verbose_name="with digital goods"
            ),
        ),
        migrations.AddField(
            model_name="orderitem",
            name="handed_over_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="handed over"),
        ),
        migrations.AddField(
            model_name="orderitem",
            name="is_digital",
            field=models.BooleanField(db_default=False, default=False, verbose_name="digital"),
        ),
        migrations.CreateModel(
            name="DigitalCode",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", shop.crypto.EncryptedTextField(editable=False, verbose_name="code")),
                ("fingerprint", models.CharField(editable=False, max_length=64)),
                ("uploaded_by", models.CharField(max_length=100, verbose_name="by whom")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="uploaded")),
                (
                    "item",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="codes",
                        to="orders.orderitem",
                        verbose_name="sold in",
                    ),
                ),
                (
                    "variant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="codes",
                        to="catalog.productvariant",
                        verbose_name="variant",
                    ),
                ),
            ],
            options={
                "verbose_name": "code",
                "verbose_name_plural": "codes",
                "ordering": ("-pk",),
                "indexes": [
                    models.Index(
                        condition=models.Q(("item__isnull", True)),
                        fields=["variant", "id"],
                        name="digital_code_next",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("variant", "fingerprint"), name="digital_code_once"
                    )
                ],
            },
        ),
    ]
