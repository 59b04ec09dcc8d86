from decimal import Decimal

import pytest

from shop.money import format_money, precision, round_money

NB = "\xa0"


@pytest.mark.parametrize(
    ("amount", "currency", "language", "written"),
    [
        ("1990.00", "RUB", "ru", f"1{NB}990{NB}₽"),
        ("61.97", "RUB", "ru", f"61,97{NB}₽"),
        ("1990.00", "RUB", "en", "₽1,990"),
        ("61.97", "RUB", "en", "₽61.97"),
        ("20.00", "USD", "en", "$20"),
        ("1234567.50", "USD", "en", "$1,234,567.50"),
        ("20.00", "USD", "ru", f"20{NB}$"),
        ("19.90", "USD", "ru", f"19,90{NB}$"),
        ("1500.00", "JPY", "en", "¥1,500"),
        ("1500.50", "JPY", "en", "¥1,501"),
        ("1500.00", "JPY", "ru", f"1{NB}500{NB}¥"),
        ("250.00", "XTR", "en", "⭐250"),
        ("250.00", "XTR", "ru", f"250{NB}⭐"),
        ("0.00", "RUB", "ru", f"0{NB}₽"),
        ("-5.50", "RUB", "en", "-₽5.50"),
        ("0.999", "RUB", "en", "₽1"),
    ],
)
def test_money_is_written_as_readers_of_the_language_do(amount, currency, language, written):
    assert format_money(Decimal(amount), currency, language) == written


@pytest.mark.parametrize(("currency", "digits"), [("RUB", 2), ("USD", 2), ("JPY", 0), ("XTR", 0)])
def test_each_currency_has_its_digits(currency, digits):
    assert precision(currency) == digits


@pytest.mark.parametrize(
    ("amount", "currency", "rounded"),
    [
        ("0.005", "RUB", "0.01"),
        ("0.015", "RUB", "0.02"),
        ("0.0149", "RUB", "0.01"),
        ("2.5", "JPY", "3"),
        ("3.5", "XTR", "4"),
        ("-0.005", "RUB", "-0.01"),
        ("7", "USD", "7.00"),
    ],
)
def test_halves_are_rounded_away_from_zero(amount, currency, rounded):
    assert str(round_money(Decimal(amount), currency)) == rounded
