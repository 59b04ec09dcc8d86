from django.conf import settings
from django.db import migrations, models

from shop.audit import unrecorded

_AT_ONCE = 5_000


def find_first_orders(apps, schema_editor):
    """When each customer first ordered in the store's currency, a few thousand of them at a time."""
    customers = apps.get_model("shop", "Customer").objects.order_by("pk")
    store = apps.get_model("shop", "StoreSettings").objects.first()
    first = (
        apps.get_model("orders", "Order")
        .objects.filter(
            customer=models.OuterRef("pk"),
            currency=store.currency if store else settings.STORE_CURRENCY,
        )
        .order_by("created_at")
        .values("created_at")[:1]
    )
    ids = list(customers.values_list("pk", flat=True)[:_AT_ONCE])
    while ids:
        with unrecorded():
            customers.filter(pk__in=ids).update(first_order_at=models.Subquery(first))
        ids = list(customers.filter(pk__gt=ids[-1]).values_list("pk", flat=True)[:_AT_ONCE])


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0021_digital_files"),
        ("shop", "0020_first_order"),
    ]

    operations = [migrations.RunPython(find_first_orders, migrations.RunPython.noop)]
