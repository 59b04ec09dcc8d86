"""The staff chat learns of what a marketplace sold and the store had no more."""

from __future__ import annotations

from botapp.staff_notices import screen_of
from shop.models import Event


def test_what_was_sold_twice_names_the_order_and_the_pieces(settings) -> None:
    settings.STORE_LANGUAGES = ["ru", "en"]
    payload = {"marketplace": "Ozon", "order": "123-1:<5>", "sku": "TS-R-M", "missing": 2}

    screen = screen_of(Event(name="marketplace_oversold", payload=payload))

    assert "Продано дважды: TS-R-M" in screen.text
    assert "Заказ 123-1:&lt;5&gt; на Ozon" in screen.text
    assert "Не хватает: 2" in screen.text
