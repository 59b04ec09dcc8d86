from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0015_remind_to_pay"),
    ]

    operations = [
        migrations.CreateModel(
            name="LedgerPosition",
            fields=[
                (
                    "provider",
                    models.CharField(
                        max_length=32, primary_key=True, serialize=False, verbose_name="paid by"
                    ),
                ),
                ("position", models.PositiveIntegerField(default=0)),
            ],
        ),
    ]
