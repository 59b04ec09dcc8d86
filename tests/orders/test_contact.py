import pytest

from orders.contact import clean_address, clean_comment, clean_name, clean_phone
from shop.errors import ErrorCode, StoreError


def refused(check, text):
    with pytest.raises(StoreError) as caught:
        check(text)
    return caught.value.code


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("John Doe", "John Doe"),
        ("  Иван \n Петров\t", "Иван Петров"),
        ("Jo", "Jo"),
        ("O'Connor-Smith", "O'Connor-Smith"),
        ("Ivan\u200b \u202eIvanov\u2066", "Ivan Ivanov"),
        ("Jose\u0301", "José"),
        ("李明", "李明"),
        ("x" * 200, "x" * 200),
    ],
)
def test_names_are_taken_without_what_cannot_be_seen(typed, kept):
    assert clean_name(typed) == kept


@pytest.mark.parametrize(
    "typed",
    ["", "   ", "J", "1", "12345", "!!", "\u200b\u200b", "\u3164\u3164", "😀😀", "x" * 201],
)
def test_what_is_no_name_is_refused(typed):
    assert refused(clean_name, typed) == ErrorCode.INVALID_NAME


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("+15551234567", "+15551234567"),
        ("15551234567", "+15551234567"),
        ("+1 (555) 123-4567", "+15551234567"),
        ("8 900 123-45-67", "+79001234567"),
        ("89001234567", "+79001234567"),
        ("79001234567", "+79001234567"),
        ("9001234567", "+79001234567"),
        ("+7 (900) 123-45-67", "+79001234567"),
        ("\u202a+7 900 123 45 67\u202c", "+79001234567"),
        ("+44 20 7946 0958", "+442079460958"),
        ("+375 29 123-45-67", "+375291234567"),
    ],
)
def test_phones_are_kept_as_e164(typed, kept):
    assert clean_phone(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "abc",
        "12",
        "12345",
        "1234567",
        "+1555",
        "+15551234",
        "+999123456789",
        "9" * 40,
        "+",
        "-",
    ],
)
def test_what_cannot_be_called_is_refused(typed):
    assert refused(clean_phone, typed) == ErrorCode.INVALID_PHONE


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("10 Main St", "10 Main St"),
        ("Москва,\n ул. Мира, 1", "Москва, ул. Мира, 1"),
        ("Paris", "Paris"),
        ("a" * 500, "a" * 500),
    ],
)
def test_addresses_are_taken_in_one_line(typed, kept):
    assert clean_address(typed) == kept


@pytest.mark.parametrize("typed", ["", "Home", "12345", "a\u200b\u200b\u200b\u200b", "a" * 501])
def test_what_is_no_address_is_refused(typed):
    assert refused(clean_address, typed) == ErrorCode.INVALID_ADDRESS


def test_comments_keep_their_lines():
    assert clean_comment("  Ring  twice\r\n\r\nThen\u0000 wait \n") == "Ring twice\n\nThen wait"


def test_a_comment_may_be_empty():
    assert clean_comment(" \n ") == ""


def test_a_comment_has_a_longest_length():
    assert clean_comment("c" * 1000) == "c" * 1000
    assert refused(clean_comment, "c" * 1001) == ErrorCode.INVALID_COMMENT
