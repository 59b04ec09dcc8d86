from django.db import migrations

from shop.trigrams import trigram_indexes


class Migration(migrations.Migration):
    """Customers are found by parts of names and phones."""

    atomic = False

    dependencies = [("shop", "0017_money_settings")]

    operations = [
        trigram_indexes(
            {
                "customer_name_trigrams": (
                    "shop_customer USING gin (upper(full_name::text) gin_trgm_ops)"
                ),
                "customer_username_trigrams": (
                    "shop_customer USING gin (upper(username::text) gin_trgm_ops)"
                ),
                "customer_phone_trigrams": "shop_customer USING gin (phone_number gin_trgm_ops)",
            }
        )
    ]
