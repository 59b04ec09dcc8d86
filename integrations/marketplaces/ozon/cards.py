"""The cards of an account: a list of ids, then what stands behind them.

https://docs.ozon.ru/api/seller/#operation/ProductAPI_GetProductList
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.cache import cache

from integrations.marketplaces.calls import Caller, broken
from integrations.marketplaces.errors import MarketplaceError
from integrations.marketplaces.facts import Page, Product
from integrations.marketplaces.ozon import limits, parsing
from integrations.marketplaces.ozon.addresses import url

A_PAGE = 1000
_TYPES, _TYPES_KEPT = "ozon.types", 86_400  # the same for every seller


def page(call: Caller, last_id: str) -> Page[Product]:
    """A page of cards with brand and subject, as far as the key may see these."""
    answer = listed(call, last_id, A_PAGE)
    ids = [line.product_id for line in parsing.listed(answer)]
    found = (
        parsing.details(_post(call, "/v3/product/info/list", {"product_id": ids})) if ids else []
    )
    brands, types = (_brands(call, ids), _types(call)) if found else ({}, {})
    products = [parsing.product(one, brands, types) for one in found]
    result = answer["result"]
    following = str(result.get("last_id") or "")
    if len(result.get("items") or ()) < A_PAGE or not following:
        return Page(products)
    if following == last_id:
        raise broken("the list of products comes to no end")
    return Page(products, {"last_id": following})


def listed(call: Caller, last_id: str, limit: int) -> dict[str, Any]:
    """The answer of the product list, which has a `result`."""
    asked = {"filter": {"visibility": "ALL"}, "last_id": last_id, "limit": limit}
    answer = _post(call, "/v3/product/list", asked)
    if not isinstance(answer, dict) or not isinstance(answer.get("result"), dict):
        raise broken("the list of products without its result")
    return answer


def _brands(call: Caller, ids: list[str]) -> Mapping[str, str]:
    asked = {"filter": {"product_id": ids, "visibility": "ALL"}, "limit": A_PAGE}
    try:
        return parsing.brands(_post(call, "/v4/product/info/attributes", asked))
    except MarketplaceError as failure:
        if not failure.permanent or failure.about_the_key:
            raise
        return {}  # a key may lack the right to it; the rest of the card is worth having


def _types(call: Caller) -> Mapping[str, str]:
    known: Mapping[str, str] | None = cache.get(_TYPES)
    if known:
        return known
    try:
        found = parsing.types(_post(call, "/v1/description-category/tree", {"language": "RU"}))
    except MarketplaceError as failure:
        if not failure.permanent or failure.about_the_key:
            raise
        return {}
    cache.set(_TYPES, found, timeout=_TYPES_KEPT)
    return found


def _post(call: Caller, path: str, body: Any) -> Any:
    return call.json(limits.GENERAL, "POST", url(path), json=body)
