from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shop", "0008_offer_and_returns")]

    operations = [
        migrations.CreateModel(
            name="IntegrationState",
            fields=[
                ("name", models.SlugField(primary_key=True, serialize=False, verbose_name="name")),
                (
                    "succeeded_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="last success"),
                ),
                (
                    "failed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="last failure"),
                ),
                ("error", models.CharField(blank=True, max_length=500, verbose_name="last error")),
            ],
            options={
                "verbose_name": "state of an integration",
                "verbose_name_plural": "status",
                "default_permissions": ("view", "change"),
            },
        ),
    ]
