"""The marketplaces by their kind."""

from __future__ import annotations

from collections.abc import Mapping

from integrations.marketplaces.base import Marketplace
from integrations.marketplaces.ozon.account import Ozon
from integrations.marketplaces.wildberries.account import Wildberries

MARKETPLACES: Mapping[str, Marketplace] = {found.kind: found for found in (Wildberries(), Ozon())}


def marketplace(kind: str) -> Marketplace:
    """The marketplace of this kind. Raises KeyError."""
    return MARKETPLACES[kind]
