from django.db import migrations, models

from shop.trigrams import trigram_indexes

BY_HAND = "WHERE reason NOT IN ('order_placed', 'order_cancelled', 'order_edited')"


class Migration(migrations.Migration):
    """Variants and movements of stock are found by parts of SKUs and notes."""

    atomic = False

    dependencies = [("catalog", "0007_digital")]

    operations = [
        migrations.AddIndex(
            model_name="stockmovement",
            index=models.Index(fields=["created_at"], name="movement_by_time"),
        ),
        migrations.AddIndex(
            model_name="stockmovement",
            index=models.Index(
                fields=["reason", "-id"],
                condition=~models.Q(reason="order_placed"),
                name="movement_by_reason",
            ),
        ),
        trigram_indexes(
            {
                "variant_sku_trigrams": (
                    "catalog_productvariant USING gin (upper(sku::text) gin_trgm_ops)"
                ),
                "movement_note_trigrams": (
                    f"catalog_stockmovement USING gin (upper(reference::text) gin_trgm_ops) {BY_HAND}"
                ),
                "movement_actor_trigrams": (
                    f"catalog_stockmovement USING gin (upper(actor::text) gin_trgm_ops) {BY_HAND}"
                ),
            }
        ),
    ]
