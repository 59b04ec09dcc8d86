import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models.functions import Coalesce

_AT_ONCE = 5_000


def count_customers(apps, schema_editor):
    """What the customers ordered so far, a few thousand of them at a time."""
    customers = apps.get_model("shop", "Customer").objects.order_by("pk")
    order, settings_row = apps.get_model("orders", "Order"), apps.get_model("shop", "StoreSettings")
    store = settings_row.objects.first()
    currency = store.currency if store else settings.STORE_CURRENCY
    first = customers.values_list("pk", flat=True).first()
    while first is not None:
        ids = list(customers.filter(pk__gte=first).values_list("pk", flat=True)[: _AT_ONCE + 1])
        slice_ids, first = ids[:_AT_ONCE], ids[_AT_ONCE] if len(ids) > _AT_ONCE else None
        _count_slice(apps, order, customers.filter(pk__in=slice_ids), currency)


def _count_slice(apps, order, customers, currency):
    theirs = (
        order.objects.filter(customer=models.OuterRef("pk"))
        .exclude(status="cancelled")
        .order_by()
        .values("customer")
    )
    in_currency = models.Q(currency=currency)
    customers.update(
        orders_count=Coalesce(
            models.Subquery(theirs.annotate(n=models.Count("pk")).values("n")), 0
        ),
        spent=Coalesce(
            models.Subquery(
                theirs.annotate(n=models.Sum("total_amount", filter=in_currency)).values("n")
            ),
            models.Value(0),
            output_field=models.DecimalField(),
        ),
        last_order_at=models.Subquery(theirs.annotate(n=models.Max("created_at")).values("n")),
    )
    bought = apps.get_model("orders", "BoughtCategory")
    found = (
        order.objects.filter(customer__in=customers, items__variant__isnull=False)
        .exclude(status="cancelled")
        .order_by("customer_id")
        .values_list("customer_id", "items__variant__product__category_id")
        .distinct()
    )
    bought.objects.bulk_create(
        (bought(customer_id=who, category_id=what) for who, what in found), batch_size=2_000
    )


def forget_counts(apps, schema_editor):
    """The columns go with the migration before this one."""


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0001_initial"),
        ("orders", "0004_figures"),
        ("shop", "0006_tags_and_figures"),
    ]

    operations = [
        migrations.CreateModel(
            name="BoughtCategory",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
            ],
            options={
                "verbose_name": "category bought",
                "verbose_name_plural": "categories bought",
                "default_permissions": (),
            },
        ),
        migrations.AddField(
            model_name="boughtcategory",
            name="category",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="catalog.category",
                verbose_name="category",
            ),
        ),
        migrations.AddField(
            model_name="boughtcategory",
            name="customer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="bought_categories",
                to="shop.customer",
                verbose_name="customer",
            ),
        ),
        migrations.AddConstraint(
            model_name="boughtcategory",
            constraint=models.UniqueConstraint(
                fields=("category", "customer"), name="bought_category_once"
            ),
        ),
        migrations.RunPython(count_customers, forget_counts),
    ]
