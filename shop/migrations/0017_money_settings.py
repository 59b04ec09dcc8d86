import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("shop", "0016_referrals"),
    ]

    operations = [
        migrations.AddField(
            model_name="storesettings",
            name="digital_any_way",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="Telegram asks that digital goods sold inside it be paid in Stars alone; selling them otherwise may cost you the bot. Never on delivery.",
                verbose_name="digital goods are paid any way",
            ),
        ),
        migrations.AddField(
            model_name="storesettings",
            name="invoice_seconds",
            field=models.PositiveIntegerField(
                db_default=1800,
                default=1800,
                validators=[
                    django.core.validators.MinValueValidator(60),
                    django.core.validators.MaxValueValidator(86400),
                ],
                verbose_name="top-up invoices are valid, seconds",
            ),
        ),
        migrations.AddField(
            model_name="storesettings",
            name="telegram_receipts",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="Only where YooKassa stands behind them: it is told the lines and the VAT code.",
                verbose_name="receipts for Telegram's invoices",
            ),
        ),
    ]
