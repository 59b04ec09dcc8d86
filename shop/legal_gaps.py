"""The gaps of legal texts (`[[ИНН]]`, `[[phone]]`) that the settings of the store fill in."""

from __future__ import annotations

import re
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import override

from shop.models.store_settings import StoreSettings

GAP = re.compile(r"\[\[(.+?)\]\]")

# What stands in the brackets, in lower case → the column of the settings.
_COLUMNS = {
    "полное наименование продавца или фио индивидуального предпринимателя": "seller_name",
    "полное наименование или фио": "seller_name",
    "full legal name of the seller": "seller_name",
    "full legal name": "seller_name",
    "инн": "seller_inn",
    "taxpayer number": "seller_inn",
    "огрн или огрнип": "seller_ogrn",
    "registration number": "seller_ogrn",
    "адрес продавца": "seller_address",
    "address of the seller": "seller_address",
    "электронная почта для обращений": "seller_email",
    "e-mail for requests": "seller_email",
    "телефон": "seller_phone",
    "phone": "seller_phone",
}
_HOURS = {"режим работы", "working hours"}
_PUBLISHED = {"дата публикации", "publication date"}


def filled(text: str, *, published_at: datetime | None, language: str) -> str:
    """`text` with the gaps that can be filled; the others stay as they are."""
    store = StoreSettings.current()

    def fill(gap: re.Match[str]) -> str:
        name = gap[1].strip().lower()
        known = ""
        if name in _COLUMNS:
            known = getattr(store, _COLUMNS[name])
        elif name in _HOURS:
            with override(language):
                known = ", ".join(store.week.lines())
        elif name in _PUBLISHED and published_at is not None:
            with override(language):
                known = date_format(timezone.localtime(published_at), "DATE_FORMAT")
        return known or gap[0]

    return GAP.sub(fill, text)
