"""Messages as Telegram keeps them: sent, edited, deleted, and what counts as a change."""

from __future__ import annotations

import pytest

from botapp.emulator.engine import Engine, Person, Upload, make_unreachable
from tests.botapp.emulator.conftest import Call, Clock, button, inline, photo

NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are "
    "exactly the same as a current content and reply markup of the message"
)


async def test_a_text_message(engine: Engine, anna: Person, ok: Call, clock: Clock) -> None:
    markup = inline([button("Buy", "buy"), {"text": "Site", "url": "https://example.com/"}])
    message = await ok(
        "sendMessage", chat_id=anna.id, text="<b>Hi</b>", parse_mode="HTML", reply_markup=markup
    )
    assert message == {
        "message_id": 2,
        "from": {
            "id": 42,
            "is_bot": True,
            "first_name": "Demo Store",
            "username": "demo_store_bot",
        },
        "chat": {"id": 7000000001, "type": "private", "first_name": "Anna"},
        "date": int(clock.at),
        "text": "Hi",
        "entities": [{"type": "bold", "offset": 0, "length": 2}],
        "reply_markup": markup,
    }
    assert anna.screen.buttons == [["Buy", "Site"]]


async def test_private_chats_share_a_counter_and_a_group_has_its_own(
    anna: Person, staff: Person, ok: Call
) -> None:
    first = await ok("sendMessage", chat_id=anna.id, text="a")
    group = await ok("sendMessage", chat_id=staff.chat.id, text="a")
    second = await ok("sendMessage", chat_id=anna.id, text="a")
    assert [one["message_id"] for one in (first, group, second)] == [2, 1, 3]
    assert group["chat"] == {"id": -1001000000001, "title": "Staff", "type": "supergroup"}


async def test_a_photo_is_uploaded_once_and_sent_by_its_id(anna: Person, ok: Call) -> None:
    sent = await ok("sendPhoto", {"photo": photo()}, chat_id=anna.id, caption="A shirt")
    sizes = sent["photo"]
    assert [(one["width"], one["height"]) for one in sizes] == [(90, 68), (320, 240), (640, 480)]
    assert sent["caption"] == "A shirt"
    again = await ok("sendPhoto", chat_id=anna.id, photo=sizes[-1]["file_id"])
    assert again["photo"] == sizes
    file = await ok("getFile", file_id=sizes[-1]["file_id"])
    assert file["file_unique_id"] == sizes[-1]["file_unique_id"]
    assert file["file_path"].startswith("photos/")


async def test_caption_limit_counts_after_parsing(anna: Person, ok: Call, refused: Call) -> None:
    caption = "<b>" + "x" * 1024 + "</b>"
    await ok("sendPhoto", {"photo": photo()}, chat_id=anna.id, caption=caption, parse_mode="HTML")
    said = await refused("sendPhoto", {"photo": photo()}, chat_id=anna.id, caption="x" * 1025)
    assert said == "Bad Request: message caption is too long"
    await ok("sendMessage", chat_id=anna.id, text="<i>" + "x" * 4096 + "</i>", parse_mode="HTML")


async def test_an_album(anna: Person, ok: Call, refused: Call) -> None:
    media = [{"type": "photo", "media": f"attach://p{number}"} for number in range(3)]
    uploads = {f"p{number}": photo(number) for number in range(3)}
    sent = await ok("sendMediaGroup", uploads, chat_id=anna.id, media=media)
    assert [one["message_id"] for one in sent] == [2, 3, 4]
    assert len({one["media_group_id"] for one in sent}) == 1
    said = await refused("sendMediaGroup", uploads, chat_id=anna.id, media=media[:1])
    assert said == "Bad Request: album must include 2-10 items"
    mixed = [media[0], {"type": "document", "media": "attach://p1"}]
    said = await refused("sendMediaGroup", uploads, chat_id=anna.id, media=mixed)
    assert said == "Bad Request: document can't be mixed with other media types"


async def test_an_edit_that_changes_nothing_is_refused(
    anna: Person, ok: Call, refused: Call
) -> None:
    markup = inline([button()])
    place = {"chat_id": anna.id, "message_id": 2}
    await ok(
        "sendMessage", chat_id=anna.id, text="<b>a</b>", parse_mode="HTML", reply_markup=markup
    )
    same = {"text": "a", "entities": [{"type": "bold", "offset": 0, "length": 1}]}
    assert await refused("editMessageText", **place, **same, reply_markup=markup) == NOT_MODIFIED
    assert not anna.screen.edited

    plain = await ok("editMessageText", **place, text="a", reply_markup=markup)
    assert "entities" not in plain
    assert plain["edit_date"] >= plain["date"]
    bare = await ok("editMessageText", **place, text="a")
    assert "reply_markup" not in bare
    assert await refused("editMessageReplyMarkup", **place) == NOT_MODIFIED
    await ok("editMessageReplyMarkup", **place, reply_markup=markup)
    other = inline([button("Buy", "other")])
    await ok("editMessageText", **place, text="a", reply_markup=other)


async def test_a_text_becomes_a_photo_but_not_the_other_way(
    anna: Person, ok: Call, refused: Call
) -> None:
    place = {"chat_id": anna.id, "message_id": 2}
    await ok("sendMessage", chat_id=anna.id, text="a", reply_markup=inline([button()]))
    media = {"type": "photo", "media": "attach://p", "caption": "b"}
    edited = await ok("editMessageMedia", {"p": photo()}, **place, media=media)
    assert edited["caption"] == "b"
    assert "text" not in edited
    assert "reply_markup" not in edited

    said = await refused("editMessageText", **place, text="c")
    assert said == "Bad Request: there is no text in the message to edit"
    same = {"type": "photo", "media": edited["photo"][-1]["file_id"], "caption": "b"}
    assert await refused("editMessageMedia", **place, media=same) == NOT_MODIFIED
    await ok("editMessageMedia", {"p": photo(9)}, **place, media=media)
    await ok("editMessageCaption", **place, caption="c")
    assert anna.screen.text == "c"


async def test_a_text_has_no_caption(anna: Person, ok: Call, refused: Call) -> None:
    await ok("sendMessage", chat_id=anna.id, text="a")
    said = await refused("editMessageCaption", chat_id=anna.id, message_id=2, caption="b")
    assert said == "Bad Request: there is no caption in the message to edit"


@pytest.mark.parametrize(
    "markup",
    [
        {"keyboard": [["Yes"]]},
        {"remove_keyboard": True},
        {"force_reply": True},
    ],
)
async def test_a_message_with_a_reply_keyboard_cannot_be_edited(
    markup: dict[str, object], anna: Person, ok: Call, refused: Call
) -> None:
    await ok("sendMessage", chat_id=anna.id, text="a", reply_markup=markup)
    said = await refused("editMessageText", chat_id=anna.id, message_id=2, text="b")
    assert said == "Bad Request: message can't be edited"


async def test_only_the_bots_own_reachable_messages_can_be_edited(
    anna: Person, ok: Call, refused: Call
) -> None:
    said = await refused("editMessageText", chat_id=anna.id, message_id=1, text="b")
    assert said == "Bad Request: message can't be edited"
    await ok("sendMessage", chat_id=anna.id, text="a")
    make_unreachable(anna, 2)
    said = await refused("editMessageText", chat_id=anna.id, message_id=2, text="b")
    assert said == "Bad Request: message can't be edited"


async def test_deleting(anna: Person, ok: Call, refused: Call, clock: Clock) -> None:
    for text in "abc":
        await ok("sendMessage", chat_id=anna.id, text=text)
    assert await ok("deleteMessage", chat_id=anna.id, message_id=2) is True
    said = await refused("deleteMessage", chat_id=anna.id, message_id=2)
    assert said == "Bad Request: message to delete not found"
    said = await refused("editMessageText", chat_id=anna.id, message_id=2, text="x")
    assert said == "Bad Request: message to edit not found"
    assert await ok("deleteMessages", chat_id=anna.id, message_ids=[2, 3, 77]) is True
    clock.at += 48 * 3600
    said = await refused("deleteMessage", chat_id=anna.id, message_id=4)
    assert said == "Bad Request: message can't be deleted for everyone"
    assert [one.text for one in anna.messages] == ["/start", "c"]


async def test_the_reply_keyboard_of_a_chat(anna: Person, ok: Call) -> None:
    keys = [[{"text": "My number", "request_contact": True}], ["Cancel"]]
    await ok("sendMessage", chat_id=anna.id, text="a", reply_markup={"keyboard": keys})
    assert anna.keyboard == [["My number"], ["Cancel"]]
    assert "reply_markup" not in anna.screen.body
    anna.press("My number")
    contact = anna.messages[-1].body["contact"]
    assert contact == {"phone_number": "15550000001", "first_name": "Anna", "user_id": anna.id}
    assert anna.messages[-1].body["reply_to_message"]["message_id"] == 2
    await ok("sendMessage", chat_id=anna.id, text="b", reply_markup={"remove_keyboard": True})
    assert anna.keyboard == []
    await ok("sendMessage", chat_id=anna.id, text="c", reply_markup={"keyboard": keys})
    await ok("deleteMessage", chat_id=anna.id, message_id=5)
    assert anna.keyboard == []


async def test_replies_copies_and_forwards(anna: Person, staff: Person, ok: Call) -> None:
    source = await ok("sendPhoto", {"photo": photo()}, chat_id=anna.id, caption="a")
    reply = await ok("sendMessage", chat_id=anna.id, text="b", reply_parameters={"message_id": 2})
    assert reply["reply_to_message"] == source
    alone = {"message_id": 99, "allow_sending_without_reply": True}
    assert "reply_to_message" not in await ok(
        "sendMessage", chat_id=anna.id, text="b", reply_parameters=alone
    )
    ids = {"chat_id": staff.chat.id, "from_chat_id": anna.id, "message_id": 2}
    assert await ok("copyMessage", **ids, caption="c") == {"message_id": 1}
    assert staff.screen.text == "c"
    assert "forward_origin" not in staff.screen.body
    forwarded = await ok("forwardMessage", **ids)
    assert forwarded["caption"] == "a"
    assert forwarded["forward_origin"]["sender_user"]["id"] == 42


async def test_documents_locations_contacts_actions(anna: Person, ok: Call) -> None:
    sent = await ok(
        "sendDocument", {"document": Upload("a.csv", b"x,y", "text/csv")}, chat_id=anna.id
    )
    assert sent["document"]["file_name"] == "a.csv"
    assert sent["document"]["mime_type"] == "text/csv"
    assert sent["document"]["file_size"] == 3
    place = await ok("sendLocation", chat_id=anna.id, latitude=55.75, longitude=37.6)
    assert place["location"] == {"latitude": 55.75, "longitude": 37.6}
    card = await ok("sendContact", chat_id=anna.id, phone_number="+1555", first_name="Help")
    assert card["contact"] == {"phone_number": "+1555", "first_name": "Help"}
    assert await ok("sendChatAction", chat_id=anna.id, action="typing") is True


async def test_chats_and_pins(anna: Person, staff: Person, ok: Call) -> None:
    await ok("sendMessage", chat_id=anna.id, text="a")
    await ok("pinChatMessage", chat_id=anna.id, message_id=2)
    chat = await ok("getChat", chat_id=anna.id)
    assert chat["pinned_message"]["text"] == "a"
    assert chat["type"] == "private"
    await ok("unpinChatMessage", chat_id=anna.id)
    assert "pinned_message" not in await ok("getChat", chat_id=anna.id)
    member = await ok("getChatMember", chat_id=staff.chat.id, user_id=staff.id)
    assert member["status"] == "creator"
    member = await ok("getChatMember", chat_id=staff.chat.id, user_id=anna.id)
    assert member["status"] == "left"


async def test_a_person_the_bot_never_met_is_no_chat(engine: Engine, refused: Call) -> None:
    from botapp.emulator.engine import customer

    stranger = customer(engine, "Boris")
    said = await refused("sendMessage", chat_id=stranger.id, text="a")
    assert said == "Bad Request: chat not found"
