from django.db import migrations

from shop.trigrams import trigram_indexes


class Migration(migrations.Migration):
    """Orders are found by parts of names, phones and SKUs."""

    atomic = False

    dependencies = [("orders", "0017_digital")]

    operations = [
        trigram_indexes(
            {
                "order_name_trigrams": "orders_order USING gin (upper(full_name::text) gin_trgm_ops)",
                "order_phone_trigrams": "orders_order USING gin (phone_number gin_trgm_ops)",
                "order_item_sku_trigrams": (
                    "orders_orderitem USING gin (upper(sku::text) gin_trgm_ops)"
                ),
            }
        )
    ]
