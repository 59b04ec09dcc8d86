from django.db import migrations, models

# `ё` is found by `е`; a product is found by its descriptions in other languages too.
VECTOR = (
    "setweight(to_tsvector('russian', translate(search_text, 'ё', 'е')), 'A') || "
    "setweight(to_tsvector('russian', translate(description, 'Ёё', 'Ее')), 'C') || "
    "setweight(to_tsvector('russian', translate(translations::text, 'Ёё', 'Ее')::jsonb), 'C')"
)
OLD_VECTOR = (
    "setweight(to_tsvector('russian', search_text), 'A') || "
    "setweight(to_tsvector('russian', description), 'C')"
)
# The index is dropped with its column.
MAKE_VECTOR = """
ALTER TABLE catalog_product DROP COLUMN IF EXISTS search_vector;
ALTER TABLE catalog_product
    ADD COLUMN search_vector tsvector GENERATED ALWAYS AS ({vector}) STORED;
CREATE INDEX product_words ON catalog_product USING gin (search_vector);
"""
# Words with a digit are meant as they are written, and so are the shortest.
WORDS_OF = """
INSERT INTO catalog_searchword (word)
SELECT DISTINCT stem
FROM {rows}, unnest(tsvector_to_array(ts_filter(search_vector, '{{a}}'))) AS stem
WHERE length(stem) BETWEEN 3 AND 40 AND stem !~ '[0-9]'
  AND NOT EXISTS (SELECT FROM catalog_searchword known WHERE known.word = stem);
"""
LEARN = f"""
CREATE INDEX search_word ON catalog_searchword (word);
CREATE INDEX search_word_trigrams ON catalog_searchword USING gin (word gin_trgm_ops);
CREATE FUNCTION catalog_learn_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {WORDS_OF.format(rows="written")}
    RETURN NULL;
END $$;
CREATE TRIGGER learn_words_of_new AFTER INSERT ON catalog_product
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION catalog_learn_words();
CREATE TRIGGER learn_words_of_changed AFTER UPDATE ON catalog_product
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION catalog_learn_words();
{WORDS_OF.format(rows="catalog_product")}
"""
FORGET = """
DROP TRIGGER learn_words_of_new ON catalog_product;
DROP TRIGGER learn_words_of_changed ON catalog_product;
DROP FUNCTION catalog_learn_words();
"""


def learn(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(MAKE_VECTOR.format(vector=VECTOR), params=None)
        schema_editor.execute(LEARN, params=None)


def forget(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(FORGET, params=None)
        schema_editor.execute(MAKE_VECTOR.format(vector=OLD_VECTOR), params=None)


class Migration(migrations.Migration):
    dependencies = [("catalog", "0008_find_in_ledger")]

    operations = [
        migrations.CreateModel(
            name="SearchWord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("word", models.TextField()),
            ],
            options={"default_permissions": ()},
        ),
        migrations.RunPython(learn, forget),
    ]
