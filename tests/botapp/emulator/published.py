"""A good value for every parameter and field of the Bot API that the engine takes.

The examples are those of https://core.telegram.org/bots/api: its formatting styles, its
addresses, its limits. ``chat`` is a private chat of 7000000001, ``photo`` and ``document`` are
ids of files that are there.
"""

from __future__ import annotations

from typing import Any

ANNA = 7_000_000_001
STAFF = -1_001_000_000_001

HTML = """<b>bold</b>, <strong>bold</strong>
<i>italic</i>, <em>italic</em>
<u>underline</u>, <ins>underline</ins>
<s>strikethrough</s>, <strike>strikethrough</strike>, <del>strikethrough</del>
<span class="tg-spoiler">spoiler</span>, <tg-spoiler>spoiler</tg-spoiler>
<b>bold <i>italic bold <s>italic bold strikethrough <span class="tg-spoiler">italic bold \
strikethrough spoiler</span></s> <u>underline italic bold</u></i> bold</b>
<a href="http://www.example.com/">inline URL</a>
<a href="tg://user?id=7000000001">inline mention of a user</a>
<tg-emoji emoji-id="5368324170671202286">👍</tg-emoji>
<tg-time unix="1647531900" format="wDT">22:45 tomorrow</tg-time>
<code>inline fixed-width code</code>
<pre>pre-formatted fixed-width code block</pre>
<pre><code class="language-python">pre-formatted fixed-width code block written in the Python \
programming language</code></pre>
<blockquote>Block quotation started
Block quotation continued
The last line of the block quotation</blockquote>
<blockquote expandable>Expandable block quotation started
Expandable block quotation continued
The last line of the block quotation</blockquote>"""

MARKDOWN_V2 = r"""*bold \*text*
_italic \*text_
__underline__
~strikethrough~
||spoiler||
*bold _italic bold ~italic bold strikethrough ||italic bold strikethrough spoiler||~ __underline \
italic bold___ bold*
[inline URL](http://www.example.com/)
[inline mention of a user](tg://user?id=7000000001)
![👍](tg://emoji?id=5368324170671202286)
`inline fixed-width code`
```
pre-formatted fixed-width code block
```
```python
pre-formatted fixed-width code block written in the Python programming language
```
>Block quotation started
>Block quotation continued
>The last line of the block quotation
**>The expandable block quotation started right after the previous block quotation
>It is separated from the previous block quotation by an empty bold entity
>The last line of the expandable block quotation with the expandability mark||""".replace(
    "\\\n", ""
)

MARKDOWN = """*bold text*
_italic text_
[inline URL](http://www.example.com/)
[inline mention of a user](tg://user?id=7000000001)
`inline fixed-width code`
```
pre-formatted fixed-width code block
```
```python
pre-formatted fixed-width code block written in the Python programming language
```"""

INVOICE = {
    "title": "Working Time Machine",
    "description": "Want to visit your great-great-great-grandparents?",
    "payload": "order 56",
    "provider_token": "284685063:TEST:NThlNWQ2NDhlN2Zk",
    "currency": "USD",
    "prices": [{"label": "Time machine", "amount": 145}, {"label": "Gift wrap", "amount": 55}],
}
ARTICLE = {
    "type": "article",
    "id": "1",
    "title": "T-Shirt",
    "input_message_content": {"message_text": "<b>T-Shirt</b>", "parse_mode": "HTML"},
}
KEYS = {"inline_keyboard": [[{"text": "Buy", "callback_data": "buy"}]]}

# Objects by name: those that hold every field, each in at least one of them.
OBJECTS: dict[str, list[dict[str, Any]]] = {
    "MessageEntity": [
        {"type": "bold", "offset": 0, "length": 2},
        {"type": "text_link", "offset": 0, "length": 2, "url": "http://www.example.com/"},
        {
            "type": "text_mention",
            "offset": 0,
            "length": 2,
            "user": {"id": ANNA, "is_bot": False, "first_name": "Anna"},
        },
        {"type": "pre", "offset": 0, "length": 2, "language": "python"},
        {"type": "custom_emoji", "offset": 0, "length": 2, "custom_emoji_id": "536832417067120"},
        {
            "type": "date_time",
            "offset": 0,
            "length": 2,
            "unix_time": 1647531900,
            "date_time_format": "wDT",
        },
    ],
    "LinkPreviewOptions": [
        {
            "is_disabled": False,
            "url": "https://example.com/",
            "prefer_small_media": True,
            "show_above_text": True,
        },
        {"prefer_large_media": True},
    ],
    "ReplyParameters": [
        {"message_id": 1, "chat_id": ANNA, "allow_sending_without_reply": True},
        {"message_id": 1, "quote": "*art*", "quote_parse_mode": "MarkdownV2", "quote_position": 2},
        {
            "message_id": 1,
            "quote": "art",
            "quote_entities": [{"type": "bold", "offset": 0, "length": 3}],
        },
        {"message_id": 1, "checklist_task_id": 1},
        {"message_id": 1, "poll_option_id": "1"},
    ],
    "SuggestedPostParameters": [
        {"price": {"currency": "XTR", "amount": 5}, "send_date": 1800100000}
    ],
    "InlineKeyboardMarkup": [
        {"inline_keyboard": []},
        {
            "inline_keyboard": [
                [
                    {"text": "a", "callback_data": "я" * 32, "style": "danger"},
                    {"text": "b", "url": "tg://user?id=7000000001", "style": "success"},
                    {"text": "c", "web_app": {"url": "https://example.com/"}, "style": "primary"},
                ],
                [
                    {
                        "text": "d",
                        "icon_custom_emoji_id": "5368324170671202286",
                        "login_url": {
                            "url": "https://example.com/",
                            "forward_text": "Sign in",
                            "bot_username": "demo_store_bot",
                            "request_write_access": True,
                        },
                    }
                ],
                [{"text": "e", "switch_inline_query": "shirt"}],
                [{"text": "f", "switch_inline_query_current_chat": ""}],
                [
                    {
                        "text": "g",
                        "switch_inline_query_chosen_chat": {
                            "query": "shirt",
                            "allow_user_chats": True,
                            "allow_bot_chats": False,
                            "allow_group_chats": True,
                            "allow_channel_chats": False,
                        },
                    }
                ],
                [{"text": "h", "copy_text": {"text": "PROMO7"}}],
                [{"text": "i", "callback_game": {}}],
            ]
        },
    ],
    "ReplyKeyboardMarkup": [
        {
            "keyboard": [
                ["Yes", {"text": "No", "style": "danger"}],
                [{"text": "a", "request_contact": True}, {"text": "b", "request_location": True}],
                [{"text": "c", "request_poll": {"type": "quiz"}}],
                [{"text": "d", "web_app": {"url": "https://example.com/"}}],
                [{"text": "e", "icon_custom_emoji_id": "5368324170671202286"}],
                [
                    {
                        "text": "f",
                        "request_users": {
                            "request_id": 1,
                            "user_is_bot": False,
                            "user_is_premium": False,
                            "max_quantity": 2,
                            "request_name": True,
                            "request_username": True,
                            "request_photo": True,
                        },
                    },
                    {
                        "text": "g",
                        "request_chat": {
                            "request_id": 2,
                            "chat_is_channel": False,
                            "chat_is_forum": False,
                            "chat_has_username": True,
                            "chat_is_created": True,
                            "user_administrator_rights": {"can_manage_chat": True},
                            "bot_administrator_rights": {"can_manage_chat": True},
                            "bot_is_member": True,
                            "request_title": True,
                            "request_username": True,
                            "request_photo": True,
                        },
                    },
                    {
                        "text": "h",
                        "request_managed_bot": {
                            "request_id": 3,
                            "suggested_name": "Shop",
                            "suggested_username": "shop_bot",
                        },
                    },
                ],
            ],
            "is_persistent": True,
            "resize_keyboard": True,
            "one_time_keyboard": True,
            "input_field_placeholder": "Yes or no",
            "selective": True,
        }
    ],
    "ReplyKeyboardRemove": [{"remove_keyboard": True, "selective": False}],
    "ForceReply": [
        {"force_reply": True, "input_field_placeholder": "Your name", "selective": False}
    ],
    "InputMediaPhoto": [
        {
            "type": "photo",
            "media": "photo",
            "caption": "<b>A</b> shirt",
            "parse_mode": "HTML",
            "show_caption_above_media": True,
            "has_spoiler": True,
        },
        {
            "type": "photo",
            "media": "photo",
            "caption": "A shirt",
            "caption_entities": [{"type": "bold", "offset": 0, "length": 1}],
        },
    ],
    "InputMediaDocument": [
        {
            "type": "document",
            "media": "document",
            "thumbnail": "attach://thumbnail",
            "caption": "<b>A</b> bill",
            "parse_mode": "HTML",
            "disable_content_type_detection": True,
        },
        {
            "type": "document",
            "media": "document",
            "caption": "A bill",
            "caption_entities": [{"type": "bold", "offset": 0, "length": 1}],
        },
    ],
    "BotCommandScope": [
        {"type": "default"},
        {"type": "all_private_chats"},
        {"type": "all_group_chats"},
        {"type": "all_chat_administrators"},
        {"type": "chat", "chat_id": ANNA},
        {"type": "chat_administrators", "chat_id": STAFF},
        {"type": "chat_member", "chat_id": STAFF, "user_id": ANNA},
    ],
    "MenuButton": [
        {"type": "commands"},
        {"type": "default"},
        {"type": "web_app", "text": "Shop", "web_app": {"url": "https://example.com/"}},
    ],
    "InlineQueryResultsButton": [
        {"text": "Sign in", "start_parameter": "signin"},
        {"text": "Shop", "web_app": {"url": "https://example.com/"}},
    ],
    "InlineQueryResult": [
        ARTICLE
        | {
            "reply_markup": KEYS,
            "url": "https://example.com/",
            "description": "Cotton",
            "thumbnail_url": "https://example.com/a.jpg",
            "thumbnail_width": 90,
            "thumbnail_height": 90,
        },
        ARTICLE
        | {
            "input_message_content": {
                "message_text": "T-Shirt",
                "entities": [{"type": "bold", "offset": 0, "length": 1}],
                "link_preview_options": {"is_disabled": True},
            }
        },
        ARTICLE
        | {
            "input_message_content": {
                "phone_number": "15551234567",
                "first_name": "Anna",
                "last_name": "Bell",
                "vcard": "BEGIN:VCARD\nVERSION:3.0\nFN:Anna Bell\nEND:VCARD",
            }
        },
        ARTICLE
        | {
            "input_message_content": {
                "latitude": 51.5,
                "longitude": -0.12,
                "horizontal_accuracy": 1500,
                "live_period": 60,
                "heading": 360,
                "proximity_alert_radius": 100_000,
            }
        },
        {
            "type": "photo",
            "id": "2",
            "photo_url": "https://example.com/a.jpg",
            "thumbnail_url": "https://example.com/a.jpg",
            "photo_width": 640,
            "photo_height": 480,
            "title": "T-Shirt",
            "description": "Cotton",
            "caption": "<b>T-Shirt</b>",
            "parse_mode": "HTML",
            "show_caption_above_media": True,
            "reply_markup": KEYS,
        },
        {
            "type": "photo",
            "id": "3",
            "photo_url": "https://example.com/a.jpg",
            "thumbnail_url": "https://example.com/a.jpg",
            "caption": "T-Shirt",
            "caption_entities": [{"type": "bold", "offset": 0, "length": 1}],
            "input_message_content": {"message_text": "T-Shirt"},
        },
        {
            "type": "photo",
            "id": "4",
            "photo_file_id": "photo",
            "title": "T-Shirt",
            "description": "Cotton",
            "caption": "<b>T-Shirt</b>",
            "parse_mode": "HTML",
            "show_caption_above_media": True,
            "reply_markup": KEYS,
        },
        {
            "type": "photo",
            "id": "5",
            "photo_file_id": "photo",
            "caption": "T-Shirt",
            "caption_entities": [{"type": "bold", "offset": 0, "length": 1}],
            "input_message_content": {"message_text": "T-Shirt"},
        },
        {
            "type": "document",
            "id": "6",
            "title": "Bill",
            "document_file_id": "document",
            "description": "A bill",
            "caption": "<b>Bill</b>",
            "parse_mode": "HTML",
            "reply_markup": KEYS,
        },
        {
            "type": "document",
            "id": "7",
            "title": "Bill",
            "document_file_id": "document",
            "caption": "Bill",
            "caption_entities": [{"type": "bold", "offset": 0, "length": 1}],
            "input_message_content": {"message_text": "Bill"},
        },
    ],
    "BotCommand": [{"command": "start", "description": "Main menu"}],
    "LabeledPrice": [{"label": "T-Shirt", "amount": 1999}],
    "ShippingOption": [
        {"id": "post", "title": "By post", "prices": [{"label": "Post", "amount": 500}]}
    ],
}

# What each method cannot do without; the rest of its parameters are added one by one.
REQUIRED: dict[str, dict[str, Any]] = {
    "setWebhook": {"url": "https://example.com/telegram/webhook"},
    "sendMessage": {"chat_id": ANNA, "text": "Hi there"},
    "sendPhoto": {"chat_id": ANNA, "photo": "photo"},
    "sendDocument": {"chat_id": ANNA, "document": "document"},
    "sendMediaGroup": {"chat_id": ANNA, "media": [{"type": "photo", "media": "photo"}] * 2},
    "sendLocation": {"chat_id": ANNA, "latitude": 51.5, "longitude": -0.12},
    "sendContact": {"chat_id": ANNA, "phone_number": "15551234567", "first_name": "Anna"},
    "sendInvoice": {"chat_id": ANNA} | INVOICE,
    "sendChatAction": {"chat_id": ANNA, "action": "typing"},
    "copyMessage": {"chat_id": ANNA, "from_chat_id": ANNA, "message_id": 3},
    "forwardMessage": {"chat_id": ANNA, "from_chat_id": ANNA, "message_id": 1},
    "editMessageText": {"chat_id": ANNA, "message_id": 2, "text": "Hi again"},
    "editMessageCaption": {"chat_id": ANNA, "message_id": 3},
    "editMessageMedia": {
        "chat_id": ANNA,
        "message_id": 3,
        "media": {"type": "document", "media": "document"},
    },
    "editMessageReplyMarkup": {"chat_id": ANNA, "message_id": 2, "reply_markup": KEYS},
    "deleteMessage": {"chat_id": ANNA, "message_id": 2},
    "deleteMessages": {"chat_id": ANNA, "message_ids": [2, 3]},
    "pinChatMessage": {"chat_id": ANNA, "message_id": 2},
    "unpinChatMessage": {"chat_id": ANNA},
    "answerCallbackQuery": {"callback_query_id": "callback"},
    "answerInlineQuery": {"inline_query_id": "inline", "results": [ARTICLE]},
    "answerWebAppQuery": {"web_app_query_id": "web_app", "result": ARTICLE},
    "createInvoiceLink": INVOICE,
    "answerShippingQuery": {
        "shipping_query_id": "shipping",
        "ok": True,
        "shipping_options": OBJECTS["ShippingOption"],
    },
    "answerPreCheckoutQuery": {"pre_checkout_query_id": "pre_checkout", "ok": True},
    "refundStarPayment": {"user_id": ANNA, "telegram_payment_charge_id": "charge"},
    "editUserStarSubscription": {
        "user_id": ANNA,
        "telegram_payment_charge_id": "charge",
        "is_canceled": True,
    },
    "getFile": {"file_id": "photo"},
    "getChat": {"chat_id": ANNA},
    "getChatMember": {"chat_id": STAFF, "user_id": ANNA},
    "setMyCommands": {"commands": OBJECTS["BotCommand"]},
}

# Values of single parameters; those that differ from method to method stand under "method.name".
VALUES: dict[str, list[Any]] = {
    "action": ["typing", "upload_photo", "upload_document", "find_location"],
    "allow_paid_broadcast": [True],
    "allowed_updates": [["message", "edited_channel_post", "callback_query"], []],
    "cache_time": [300],
    "caption": ["A shirt", "я" * 1024, ""],
    "certificate": ["upload"],
    "chat_id": [ANNA, str(ANNA)],
    "commands": [OBJECTS["BotCommand"], []],
    "currency": ["USD", "EUR", "GBP"],
    "description": ["What this bot can do"],
    "direct_messages_topic_id": [1],
    "disable_content_type_detection": [True],
    "disable_notification": [True, False],
    "drop_pending_updates": [True, False],
    "editMessageText.text": [HTML, "я" * 4096],
    "error_message": ["Somebody just bought the last one"],
    "first_name": ["Anna"],
    "getStarTransactions.limit": [1, 100],
    "getStarTransactions.offset": [0],
    "has_spoiler": [True],
    "heading": [1, 360],
    "horizontal_accuracy": [0, 1500],
    "ip_address": ["149.154.167.220"],
    "is_flexible": [False],
    "is_personal": [True],
    "language_code": ["ru", ""],
    "last_name": ["Bell"],
    "latitude": [51.5, -90, 90],
    "limit": [1, 100],
    "live_period": [60, 86400, 0x7FFFFFFF],
    "longitude": [-0.12, -180, 180],
    "max_connections": [1, 100],
    "max_tip_amount": [1000],
    "media": [
        [one | {"show_caption_above_media": True} for one in OBJECTS["InputMediaPhoto"]],
        OBJECTS["InputMediaDocument"],
    ],
    "editMessageMedia.media": [*OBJECTS["InputMediaPhoto"], *OBJECTS["InputMediaDocument"]],
    "message_effect_id": ["5104841245755180586"],
    "name": ["Demo Store"],
    "need_email": [True],
    "need_name": [True],
    "need_phone_number": [True],
    "need_shipping_address": [False],
    "next_offset": ["50", ""],
    "offset": [0, 1, -1],
    "ok": [True],
    "parse_mode": ["HTML", "MarkdownV2", "Markdown"],
    "payload": ["order 56", "я" * 64],
    "phone_number": ["+15551234567"],
    "photo_height": [480],
    "photo_size": [100_000],
    "photo_url": ["https://example.com/a.jpg"],
    "photo_width": [640],
    "prices": [INVOICE["prices"]],
    "protect_content": [True],
    "provider_data": ['{"receipt": {}}'],
    "provider_token": [INVOICE["provider_token"]],
    "proximity_alert_radius": [1, 100_000],
    "results": [
        [one | {"id": str(number)} for number, one in enumerate(OBJECTS["InlineQueryResult"])],
        [],
    ],
    "result": OBJECTS["InlineQueryResult"],
    "secret_token": ["A-Za-z0-9_-"],
    "sendInvoice.reply_markup": [{"inline_keyboard": []}],
    "send_email_to_provider": [True],
    "send_phone_number_to_provider": [True],
    "short_description": ["A store in a chat"],
    "show_alert": [True],
    "show_caption_above_media": [True],
    "start_parameter": ["time-machine"],
    "subscription_period": [],
    "suggested_tip_amounts": [],
    "text": [HTML, "я" * 4096],
    "answerCallbackQuery.text": ["Added", "я" * 200],
    "thumbnail": ["upload"],
    "timeout": [0],
    "title": ["T" * 32],
    "unpinChatMessage.message_id": [2],
    "url": ["https://example.com:8443/telegram/webhook", ""],
    "answerCallbackQuery.url": ["https://t.me/demo_store_bot?start=XXXX"],
    "vcard": ["BEGIN:VCARD\nVERSION:3.0\nFN:Anna Bell\nEND:VCARD"],
    "video_start_timestamp": [0],
}
