from django.db import migrations, models


class Migration(migrations.Migration):
    """`source`: the address of a spreadsheet that is imported instead of a file."""

    dependencies = [("catalog", "0005_movement_of_order")]

    operations = [
        migrations.AddField(
            model_name="importrun",
            name="source",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                editable=False,
                max_length=300,
                verbose_name="address",
            ),
        ),
    ]
