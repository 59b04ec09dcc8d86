import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0019_what_was_given_back_for_good")]

    operations = [
        migrations.AddField(
            model_name="promocode",
            name="segment",
            field=models.ForeignKey(
                blank=True,
                help_text="Who belongs to it when the order is placed.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="orders.segment",
                verbose_name="for customers of the segment",
            ),
        ),
    ]
