"""The codec of callback data: what is packed is unpacked, within Telegram's 64 bytes."""

from __future__ import annotations

from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from botapp import actions
from botapp.callbacks import MAX_BYTES, Callback, UnknownCallbackError
from botapp.sections import sections
from botapp.sellers import actions as seller_actions

KINDS = [
    kind
    for module in (actions, seller_actions)
    for kind in vars(module).values()
    if isinstance(kind, type) and issubclass(kind, Callback) and kind is not Callback
]
IDS = st.integers(-(10**9), 10**9)


def made(kind: type[Callback]) -> st.SearchStrategy[Callback]:
    parts = [
        st.lists(IDS, max_size=4).map(tuple) if "tuple" in str(field.type) else IDS
        for field in fields(kind)
    ]
    return st.builds(kind, *parts)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_callback_survives_the_round_trip(kind: type[Callback]) -> None:
    @given(made(kind))
    def survives(callback: Callback) -> None:
        data = callback.pack()
        assert len(f"+{data}".encode()) <= MAX_BYTES
        assert Callback.unpack(data) == callback

    survives()


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_button_is_answered_by_a_section(kind: type[Callback]) -> None:
    assert kind in sections().presses


@given(st.text(max_size=64))
def test_anything_else_is_unknown(data: str) -> None:
    try:
        callback = Callback.unpack(data)
    except UnknownCallbackError:
        return
    assert callback.pack() == data


@pytest.mark.parametrize(
    "data",
    ["", "1", "0m", "2m", "1ZZ", "1m:", "1m:1", "1c:1", "1c:1:", "1c:1:2:3", "1c:+1:0", "1c:01:0",
     "1c:A:0", "1c:1_0:0", "1c: 1:0", "1c:--1:0", "1c:1y2p0ij32e8e8:0", "1c:٣:0"],
)  # fmt: skip
def test_old_and_foreign_data_is_refused(data: str) -> None:
    with pytest.raises(UnknownCallbackError):
        Callback.unpack(data)


def test_data_too_long_for_telegram_is_never_made() -> None:
    with pytest.raises(ValueError, match="too long"):
        actions.OpenProduct(10**9, 0, tuple(range(10**9, 10**9 + 9))).pack()


def test_an_action_is_taken_once() -> None:
    with pytest.raises(TypeError, match="taken"):
        type("Again", (Callback,), {"action": "m"})
