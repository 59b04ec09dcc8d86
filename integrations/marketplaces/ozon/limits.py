"""How often Ozon is asked, per client id.

The descriptions name three limits (https://docs.ozon.ru/api/seller/): 80 stock updates a minute,
a product in a warehouse once in 30 seconds, and analytics once a minute. For the rest the store
stays far below what Ozon is known to bear.
"""

from __future__ import annotations

from integrations.marketplaces.limits import Bucket

GENERAL = Bucket("ozon", burst=10, interval=0.2)
ANALYTICS = Bucket("ozon.analytics", burst=1, interval=60)
# 80 in any minute: twenty at once, then one a second.
STOCK_UPDATES = Bucket("ozon.stock", burst=20, interval=1.0)
_PAIR_INTERVAL = 30.0


def of_pair(warehouse_id: str, sku: str) -> Bucket:
    """One product in one warehouse."""
    return Bucket(f"ozon.stock.{warehouse_id}.{sku}", burst=1, interval=_PAIR_INTERVAL)
