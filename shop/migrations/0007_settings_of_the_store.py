import django.core.validators
from django.db import migrations, models

import shop.legal_numbers
import shop.models.store_settings


class Migration(migrations.Migration):
    dependencies = [("shop", "0006_tags_and_figures")]

    operations = [
        migrations.AddField(
            model_name="storesettings",
            name="closed_text",
            field=models.TextField(
                blank=True,
                db_default="",
                default="",
                help_text="Shown while the holiday mode lasts. Empty: a short word of ours.",
                max_length=500,
                verbose_name="what customers are told",
            ),
        ),
        migrations.AddField(
            model_name="storesettings",
            name="closed_until",
            field=models.DateField(
                blank=True,
                help_text="From this day on orders are taken again by themselves. Empty: until you switch it off.",
                null=True,
                verbose_name="opens again on",
            ),
        ),
        migrations.AddField(
            model_name="storesettings",
            name="hours",
            field=models.JSONField(
                blank=True, db_default={}, default=dict, verbose_name="working hours"
            ),
        ),
        migrations.AddField(
            model_name="storesettings",
            name="is_closed",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="Customers can look around and fill their carts, but not order.",
                verbose_name="holiday mode",
            ),
        ),
        migrations.AddField(
            model_name="storesettings",
            name="least_order",
            field=models.DecimalField(
                db_default=0,
                decimal_places=2,
                default=0,
                help_text="Orders of less are refused, saying how much is missing. 0: any will do.",
                max_digits=12,
                validators=[django.core.validators.MinValueValidator(0)],
                verbose_name="minimum order",
            ),
        ),
        migrations.AddField(
            model_name="storesettings",
            name="most_pieces",
            field=models.PositiveIntegerField(
                db_default=0,
                default=0,
                help_text="In one order of a customer, all its variants together. 0: no limit.",
                validators=[django.core.validators.MaxValueValidator(1000)],
                verbose_name="most pieces of a product",
            ),
        ),
        migrations.AddField(
            model_name="storesettings",
            name="news_channel",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="A public channel, like @mystore: Help gets a button to it.",
                max_length=64,
                validators=[shop.models.store_settings.validate_channel],
                verbose_name="news channel",
            ),
        ),
        migrations.AddField(
            model_name="storesettings",
            name="rules",
            field=models.TextField(
                blank=True,
                db_default="",
                default="",
                help_text="Delivery, payment, what is customary: shown in Help.",
                max_length=1500,
                verbose_name="rules",
            ),
        ),
        migrations.AddField(
            model_name="storesettings",
            name="seller_address",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="Where claims on paper are to be sent.",
                max_length=300,
                verbose_name="legal address",
            ),
        ),
        migrations.AddField(
            model_name="storesettings",
            name="seller_email",
            field=models.EmailField(
                blank=True,
                db_default="",
                default="",
                help_text="For requests about personal data and for claims.",
                max_length=254,
                verbose_name="e-mail",
            ),
        ),
        migrations.AddField(
            model_name="storesettings",
            name="seller_inn",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="Taxpayer number: 10 digits of a company, 12 of a person.",
                max_length=12,
                validators=[shop.legal_numbers.validate_inn],
                verbose_name="INN",
            ),
        ),
        migrations.AddField(
            model_name="storesettings",
            name="seller_name",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="As registered: ООО «Ромашка», ИП Иванов Иван Иванович.",
                max_length=200,
                verbose_name="legal name",
            ),
        ),
        migrations.AddField(
            model_name="storesettings",
            name="seller_ogrn",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="Registration number: 13 digits of a company, 15 of an entrepreneur.",
                max_length=15,
                validators=[shop.legal_numbers.validate_ogrn],
                verbose_name="OGRN or OGRNIP",
            ),
        ),
        migrations.AddField(
            model_name="storesettings",
            name="seller_phone",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="As customers should dial it.",
                max_length=32,
                verbose_name="phone",
            ),
        ),
        migrations.AddField(
            model_name="storesettings",
            name="unpaid_hours",
            field=models.PositiveIntegerField(
                db_default=0,
                default=0,
                help_text="An order that is to be paid online is cancelled after so long without payment, its stock returned. 0: never. Orders paid on delivery are not touched.",
                validators=[django.core.validators.MaxValueValidator(2160)],
                verbose_name="unpaid orders live, hours",
            ),
        ),
        migrations.AlterField(
            model_name="storesettings",
            name="currency",
            field=models.CharField(
                help_text="Three letters: RUB, USD, KZT. Orders keep the one they were placed in.",
                max_length=3,
                validators=[shop.models.store_settings.validate_currency],
                verbose_name="currency",
            ),
        ),
        migrations.AlterField(
            model_name="storesettings",
            name="low_stock_threshold",
            field=models.PositiveIntegerField(
                default=3,
                help_text="So many pieces or fewer are shown as low on the front page.",
                verbose_name="low stock is at most",
            ),
        ),
        migrations.AlterField(
            model_name="storesettings",
            name="name",
            field=models.CharField(
                help_text="As customers and invoices name it.",
                max_length=64,
                verbose_name="store name",
            ),
        ),
        migrations.AddField(
            model_name="legaldocument",
            name="needs_consent",
            field=models.BooleanField(
                db_default=True,
                default=True,
                help_text="Before their next order customers are asked to agree to this version.",
                verbose_name="customers must agree to it",
            ),
        ),
        migrations.AlterField(
            model_name="legaldocument",
            name="kind",
            field=models.CharField(
                choices=[
                    ("policy", "Privacy policy"),
                    ("terms", "Terms of sale"),
                    ("offer", "Public offer"),
                    ("returns", "Returns and refunds"),
                ],
                max_length=16,
                verbose_name="document",
            ),
        ),
    ]
