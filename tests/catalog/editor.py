"""A product's page filled in as its scripts do."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.test import Client
from django.urls import reverse

ADD = "admin:catalog_product_add"
PAGE = "admin:catalog_product_change"


def state_of(client: Client, product_id: int | None = None) -> dict[str, Any]:
    """What the page gives to its scripts."""
    address = reverse(PAGE, args=[product_id]) if product_id else reverse(ADD)
    state: dict[str, Any] = client.get(address).context["editor"]["state"]
    return state


def row(*values: str, **cells: Any) -> dict[str, Any]:
    """A row of the grid, new unless it has an `id`."""
    return {
        "id": None, "values": list(values), "sku": "", "price": "10", "price_before": "",
        "stock": "", "stock_was": 0, "active": True, **cells,
    }  # fmt: skip


def rows_now(state: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The rows that stand there, as the page would send them back."""
    names = [option["name"] for option in state["matrix"]["options"]]
    return [
        {**one, "values": [one["picks"][name] for name in names]} for one in state["matrix"]["rows"]
    ]


def save(
    client: Client,
    product: Any = None,
    *,
    rows: Sequence[Mapping[str, Any]] | None = None,
    options: Mapping[str, Sequence[str]] | None = None,
    gallery: Any = None,
    version: str | None = None,
    reason: str = "correction",
    **fields: Any,
) -> Any:
    """Post the page of `product` (None: of a new one) with what its scripts would send."""
    posted: dict[str, Any] = {"sort_order": "0", "is_active": "on", **fields}
    address = reverse(ADD)
    now = state_of(client, product.pk if product else None)["matrix"]
    if product is not None:
        address = reverse(PAGE, args=[product.pk])
        posted = {
            "name": product.name, "description": product.description,
            "category": product.category_id, **posted,
        }  # fmt: skip
    if rows is not None:
        named = (
            options.items()
            if options is not None
            else [(one["name"], one["values"]) for one in now["options"]]
        )
        posted["matrix"] = json.dumps(
            {
                "version": now["version"] if version is None else version,
                "stock_reason": reason,
                "options": [{"name": name, "values": list(values)} for name, values in named],
                "rows": rows,
            }
        )
    if gallery is not None:
        posted["gallery"] = json.dumps(gallery)
    return client.post(address, posted)


def errors_of(response: Any) -> dict[str, Any]:
    """Errors by cell of a page that was refused, and those of the whole form."""
    assert response.status_code == 200
    form = response.context["adminform"].form
    state: dict[str, Any] = response.context["editor"]["state"]
    return {**state["errors"], "form": list(form.non_field_errors())}
