from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0006_import_from_sheet"),
    ]

    operations = [
        migrations.AddField(
            model_name="productvariant",
            name="digital_kind",
            field=models.CharField(
                choices=[
                    ("codes", "A code for each piece, sold once"),
                    ("same", "The same text for everybody"),
                ],
                db_default="codes",
                default="codes",
                max_length=8,
                verbose_name="what is handed over",
            ),
        ),
        migrations.AddField(
            model_name="productvariant",
            name="is_digital",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="Handed over in the chat as soon as it is paid: nothing is sent by post.",
                verbose_name="digital",
            ),
        ),
    ]
