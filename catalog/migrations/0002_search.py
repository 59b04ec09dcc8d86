from django.db import migrations, models

VECTOR = (
    "(setweight(to_tsvector('russian', search_text), 'A') || "
    "setweight(to_tsvector('russian', description), 'C'))"
)


def add_search(apps, schema_editor):
    """Full text and trigrams, where the database has them."""
    if schema_editor.connection.vendor != "postgresql":
        return
    with schema_editor.connection.cursor() as cursor:
        # Even "IF NOT EXISTS" asks for the right to create: whoever lacks it may find it there.
        cursor.execute("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'")
        if cursor.fetchone() is None:
            cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        # Kept by the database itself; Django's model knows nothing of it.
        cursor.execute(
            "ALTER TABLE catalog_product ADD COLUMN search_vector tsvector "
            f"GENERATED ALWAYS AS {VECTOR} STORED"
        )
        cursor.execute("CREATE INDEX product_words ON catalog_product USING gin (search_vector)")
        cursor.execute(
            "CREATE INDEX product_trigrams ON catalog_product USING gin (search_text gin_trgm_ops)"
        )


def remove_search(apps, schema_editor):
    """The extension stays: others may use it."""
    if schema_editor.connection.vendor != "postgresql":
        return
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("ALTER TABLE catalog_product DROP COLUMN IF EXISTS search_vector")
        cursor.execute("DROP INDEX IF EXISTS product_trigrams")


class Migration(migrations.Migration):
    dependencies = [("catalog", "0001_initial")]

    operations = [
        migrations.AddIndex(
            model_name="product",
            index=models.Index(
                fields=["sort_order", "id", "category"],
                condition=models.Q(is_active=True),
                name="product_browse",
            ),
        ),
        migrations.AddIndex(
            model_name="product",
            index=models.Index(
                fields=["name", "id"], condition=models.Q(is_active=True), name="product_by_name"
            ),
        ),
        migrations.AddIndex(
            model_name="product",
            index=models.Index(
                fields=["created_at", "id"],
                condition=models.Q(is_active=True),
                name="product_by_age",
            ),
        ),
        migrations.AddIndex(
            model_name="productvariant",
            index=models.Index(
                fields=["price", "product"],
                condition=models.Q(is_active=True),
                name="variant_by_price",
            ),
        ),
        migrations.RunPython(add_search, remove_search),
    ]
