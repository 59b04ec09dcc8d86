import django.db.models.deletion
from django.db import migrations, models

import orders.models.digital


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0010_files_as_digital_goods"),
        ("orders", "0020_promo_codes_for_segments"),
    ]

    operations = [
        migrations.CreateModel(
            name="DigitalFile",
            fields=[
                (
                    "variant",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="digital_file",
                        serialize=False,
                        to="catalog.productvariant",
                        verbose_name="variant",
                    ),
                ),
                (
                    "file",
                    models.FileField(
                        storage=orders.models.digital.private_storage,
                        upload_to=orders.models.digital.stored_name,
                        verbose_name="file",
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("size", models.PositiveBigIntegerField(verbose_name="size")),
            ],
            options={
                "verbose_name": "digital file",
                "verbose_name_plural": "digital files",
            },
        ),
    ]
