"""Telegram's HTML: entities in UTF-16 units, refusals by byte offset."""

from __future__ import annotations

import pytest

from botapp.emulator.engine import ApiError, Engine, Person, customer
from botapp.emulator.engine.text import formatted
from tests.botapp.emulator.conftest import Call
from tests.botapp.emulator.published import MARKDOWN_V2


def entities(source: str) -> list[tuple[str, str]]:
    text, found = formatted(source, "HTML", None)
    units = text.encode("utf-16-le")
    return [
        (
            one["type"],
            units[one["offset"] * 2 : (one["offset"] + one["length"]) * 2].decode("utf-16-le"),
        )
        for one in found
    ]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<b>a</b><strong>b</strong>", [("bold", "ab")]),
        ("<i>a</i> <em>b</em>", [("italic", "a"), ("italic", "b")]),
        ("<u>a</u> <ins>b</ins>", [("underline", "a"), ("underline", "b")]),
        ("<s>a</s> <del>b</del>", [("strikethrough", "a"), ("strikethrough", "b")]),
        ("<tg-spoiler>a</tg-spoiler>", [("spoiler", "a")]),
        ('<span class="tg-spoiler">a</span>', [("spoiler", "a")]),
        ("<code>a</code>", [("code", "a")]),
        ("<pre>a b</pre>", [("pre", "a b")]),
        ("<blockquote>a</blockquote>", [("blockquote", "a")]),
        ("<blockquote expandable>a</blockquote>", [("expandable_blockquote", "a")]),
        ("<b>x<i>y</i></b>", [("bold", "xy"), ("italic", "y")]),
        ("👍🏽 <B>жир</B> 🚀<i>и</i>", [("bold", "жир"), ("italic", "и")]),
        ("<code>/start @name</code>", [("code", "/start @name")]),
    ],
)
def test_tags_become_entities(source: str, expected: list[tuple[str, str]]) -> None:
    assert entities(source) == expected


def test_arguments_of_tags_are_kept() -> None:
    source = (
        '<a href="https://example.com/?a=1&amp;b=2">x</a>'
        '<pre><code class="language-python">y</code></pre>'
        '<tg-emoji emoji-id="5368324170671202286">z</tg-emoji>'
        '<a href="tg://user?id=77">u</a>'
        '<tg-time unix="1700000000" format="dT">t</tg-time>'
    )
    text, found = formatted(source, "html", None)
    assert text == "xyzut"
    assert found == [
        {"type": "text_link", "offset": 0, "length": 1, "url": "https://example.com/?a=1&b=2"},
        {"type": "pre", "offset": 1, "length": 1, "language": "python"},
        {
            "type": "custom_emoji",
            "offset": 2,
            "length": 1,
            "custom_emoji_id": "5368324170671202286",
        },
        {"type": "text_mention", "offset": 3, "length": 1, "user": {"id": 77}},
        {
            "type": "date_time",
            "offset": 4,
            "length": 1,
            "unix_time": 1700000000,
            "date_time_format": "dT",
        },
    ]


def test_characters_are_decoded_and_unknown_ones_stay() -> None:
    text, found = formatted("&lt;b&gt; &amp;&quot; &#1055; &#x41; &nbsp; &copy", "HTML", None)
    assert text == '<b> &" П A &nbsp; &copy'
    assert found == []


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("<foo>a</foo>", 'Unsupported start tag "foo" at byte offset 0'),
        ("яя<br>", 'Unsupported start tag "br" at byte offset 4'),
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
        ("<b>a", 'Can\'t find end tag corresponding to start tag "b"'),
        ("a</b>", "Unexpected end tag at byte offset 1"),
        (
            "<b>a</i>",
            'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"',
        ),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("<b>a</b", "Unclosed end tag at byte offset 4"),
        ("<span>a</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ('<a ="x">a</a>', 'Empty attribute name in the tag "a" at byte offset 0'),
        ("<a href=x/y>a</a>", "Unexpected end of name token at byte offset 8"),
        ('<a href="x>a</a>', "Unclosed start tag at byte offset 0"),
    ],
)
def test_broken_markup_is_refused_in_telegrams_words(source: str, words: str) -> None:
    with pytest.raises(ApiError) as caught:
        formatted(source, "HTML", None)
    assert caught.value.description == f"Bad Request: can't parse entities: {words}"


def test_what_telegram_finds_by_itself() -> None:
    text = (
        "/cart@demo_bot @store_help #sale https://example.com/a, me@example.com +7 999 123-45-67\n1"
    )
    assert entities(text) == [
        ("bot_command", "/cart@demo_bot"),
        ("mention", "@store_help"),
        ("hashtag", "#sale"),
        ("url", "https://example.com/a"),
        ("email", "me@example.com"),
        ("phone_number", "+7 999 123-45-67"),
    ]


def test_space_around_the_text_goes() -> None:
    text, found = formatted("  \n hi <b>you </b> \n", "HTML", None)
    assert text == "hi <b>you".replace("<b>", "")
    assert found == [{"type": "bold", "offset": 3, "length": 3}]


def test_markdown() -> None:
    text, found = formatted(
        r"*b* _i_ __u__ ~s~ ||h|| `c` [l](http://a.b/) 1\.5", "MarkdownV2", None
    )
    assert text == "b i u s h c l 1.5"
    assert [one["type"] for one in found] == [
        "bold",
        "italic",
        "underline",
        "strikethrough",
        "spoiler",
        "code",
        "text_link",
    ]
    with pytest.raises(ApiError, match=r"Character '\.' is reserved and must be escaped"):
        formatted("1.5", "MarkdownV2", None)


async def test_a_link_to_a_person_the_bot_knows_becomes_a_mention_of_them(
    engine: Engine, anna: Person, ok: Call
) -> None:
    boris = customer(engine, "Boris", last_name="Bell", username="bell", language="ru")
    boris.start()
    link = f'<a href="tg://user?id={boris.id}">Boris</a>'
    whole = {
        "id": boris.id,
        "is_bot": False,
        "first_name": "Boris",
        "last_name": "Bell",
        "username": "bell",
        "language_code": "ru",
    }
    mention = {"type": "text_mention", "offset": 0, "length": 5, "user": whole}
    sent = await ok("sendMessage", chat_id=anna.id, text=link, parse_mode="HTML")
    assert sent["entities"] == [mention]
    edited = await ok(
        "editMessageText",
        chat_id=anna.id,
        message_id=sent["message_id"],
        text=f"[Boris](tg://user?id={boris.id})!".replace("!", "\\!"),
        parse_mode="MarkdownV2",
    )
    assert (edited["text"], edited["entities"]) == ("Boris!", [mention])


async def test_the_same_mention_again_is_no_change(
    engine: Engine, anna: Person, ok: Call, refused: Call
) -> None:
    link = f'<a href="tg://user?id={anna.id}">you</a>'
    wish = {"chat_id": anna.id, "text": link, "parse_mode": "HTML"}
    sent = await ok("sendMessage", **wish)
    said = await refused("editMessageText", message_id=sent["message_id"], **wish)
    assert said.startswith("Bad Request: message is not modified")


async def test_of_a_stranger_only_the_words_are_left(
    engine: Engine, anna: Person, ok: Call
) -> None:
    stranger = customer(engine, "Stranger")
    link = f'<b>Ask</b> <a href="tg://user?id={stranger.id}">them</a>'
    sent = await ok("sendMessage", chat_id=anna.id, text=link, parse_mode="HTML")
    assert sent["text"] == "Ask them"
    assert sent["entities"] == [{"type": "bold", "offset": 0, "length": 3}]


def test_the_published_example_of_markdown() -> None:
    text, found = formatted(MARKDOWN_V2, "MarkdownV2", None)
    assert "\\" not in text
    assert [one["type"] for one in found if one["type"] != "bold"] == [
        "italic",
        "underline",
        "strikethrough",
        "spoiler",
        "italic",
        "strikethrough",
        "spoiler",
        "underline",
        "text_link",
        "text_mention",
        "custom_emoji",
        "code",
        "pre",
        "pre",
        "blockquote",
        "expandable_blockquote",
    ]
