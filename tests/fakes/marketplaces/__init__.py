"""Wildberries and Ozon on this machine: real sockets, answers as published, limits enforced."""

from tests.fakes.marketplaces.goods import Goods
from tests.fakes.marketplaces.ozon import FakeOzon
from tests.fakes.marketplaces.wildberries import FakeWildberries

__all__ = ["FakeOzon", "FakeWildberries", "Goods"]
