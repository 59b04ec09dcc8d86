import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shop", "0007_money_settings")]

    operations = [
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
    ]
