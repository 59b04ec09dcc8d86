from decimal import Decimal

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("shop", "0015_payment_settings"),
    ]

    operations = [
        migrations.AddField(
            model_name="customer",
            name="referral_code",
            field=models.CharField(
                blank=True,
                editable=False,
                max_length=16,
                null=True,
                unique=True,
                verbose_name="code of their link",
            ),
        ),
        migrations.AddField(
            model_name="customer",
            name="referred_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="friends",
                to="shop.customer",
                verbose_name="invited by",
            ),
        ),
        migrations.AddField(
            model_name="storesettings",
            name="referral_percent",
            field=models.DecimalField(
                decimal_places=2,
                default=Decimal("0"),
                help_text="Goes to the balance of whoever invited the friend, once the order is paid and delivered. At 0 customers invite nobody.",
                max_digits=5,
                validators=[
                    django.core.validators.MinValueValidator(0),
                    django.core.validators.MaxValueValidator(100),
                ],
                verbose_name="percent of a friend's orders",
            ),
        ),
        migrations.AddField(
            model_name="storesettings",
            name="referral_top_ups",
            field=models.BooleanField(
                default=False,
                help_text="What an order is then paid with from the balance is not rewarded again.",
                verbose_name="reward friends' top-ups as well",
            ),
        ),
        migrations.AddConstraint(
            model_name="customer",
            constraint=models.CheckConstraint(
                condition=models.Q(("referred_by", models.F("id")), _negated=True),
                name="customer_not_own_friend",
            ),
        ),
    ]
