"""The fields of the methods served and of the objects they take (Bot API 10.1).

One line per method: ``name:type``, ``!`` after a required name. Types: ``str``, ``int``,
``float``, ``bool``, ``chat`` (number or @name), ``file`` (upload, file id or address),
``markup`` (any of the four), a name of ``OBJECTS`` or ``UNIONS``, ``[…]`` for arrays.
https://core.telegram.org/bots/api
"""

from __future__ import annotations

_QUIET = (
    " disable_notification:bool protect_content:bool message_effect_id:str"
    " suggested_post_parameters:SuggestedPostParameters"
)
_PAID = _QUIET + " allow_paid_broadcast:bool reply_parameters:ReplyParameters"
_THREAD = " message_thread_id:int direct_messages_topic_id:int"
_SEND = "business_connection_id:str chat_id!:chat" + _THREAD + _PAID
_EDIT = "business_connection_id:str chat_id:chat message_id:int inline_message_id:str"
_CAPTION = " caption:str parse_mode:str caption_entities:[MessageEntity]"
_INVOICE = (
    " title!:str description!:str payload!:str provider_token:str currency!:str"
    " prices!:[LabeledPrice] max_tip_amount:int suggested_tip_amounts:[int] provider_data:str"
    " photo_url:str photo_size:int photo_width:int photo_height:int need_name:bool"
    " need_phone_number:bool need_email:bool need_shipping_address:bool"
    " send_phone_number_to_provider:bool send_email_to_provider:bool is_flexible:bool"
)

METHODS: dict[str, str] = {
    "getMe": "",
    "getUpdates": "offset:int limit:int timeout:int allowed_updates:[str]",
    "setWebhook": "url!:str certificate:upload ip_address:str max_connections:int"
    " allowed_updates:[str] drop_pending_updates:bool secret_token:str",
    "deleteWebhook": "drop_pending_updates:bool",
    "getWebhookInfo": "",
    "sendMessage": _SEND + " text!:str parse_mode:str entities:[MessageEntity]"
    " link_preview_options:LinkPreviewOptions reply_markup:markup",
    "sendPhoto": _SEND + _CAPTION + " photo!:file show_caption_above_media:bool"
    " has_spoiler:bool reply_markup:markup",
    "sendDocument": _SEND + _CAPTION + " document!:file thumbnail:file"
    " disable_content_type_detection:bool reply_markup:markup",
    "sendMediaGroup": "business_connection_id:str chat_id!:chat media!:[InputMedia]"
    " message_thread_id:int direct_messages_topic_id:int disable_notification:bool"
    " protect_content:bool allow_paid_broadcast:bool message_effect_id:str"
    " reply_parameters:ReplyParameters",
    "sendLocation": _SEND + " latitude!:float longitude!:float horizontal_accuracy:float"
    " live_period:int heading:int proximity_alert_radius:int reply_markup:markup",
    "sendContact": _SEND + " phone_number!:str first_name!:str last_name:str vcard:str"
    " reply_markup:markup",
    "sendInvoice": "chat_id!:chat" + _THREAD + _PAID + _INVOICE + " start_parameter:str"
    " reply_markup:InlineKeyboardMarkup",
    "sendChatAction": "business_connection_id:str chat_id!:chat message_thread_id:int action!:str",
    "copyMessage": "chat_id!:chat from_chat_id!:chat message_id!:int"
    " video_start_timestamp:int show_caption_above_media:bool reply_markup:markup"
    + _THREAD
    + _CAPTION
    + _PAID,
    "forwardMessage": "chat_id!:chat from_chat_id!:chat message_id!:int"
    " video_start_timestamp:int" + _THREAD + _QUIET,
    "editMessageText": _EDIT + " text:str parse_mode:str entities:[MessageEntity]"
    " link_preview_options:LinkPreviewOptions rich_message:InputRichMessage"
    " reply_markup:InlineKeyboardMarkup",
    "editMessageCaption": _EDIT + _CAPTION + " show_caption_above_media:bool"
    " reply_markup:InlineKeyboardMarkup",
    "editMessageMedia": _EDIT + " media!:InputMedia reply_markup:InlineKeyboardMarkup",
    "editMessageReplyMarkup": _EDIT + " reply_markup:InlineKeyboardMarkup",
    "deleteMessage": "chat_id!:chat message_id!:int",
    "deleteMessages": "chat_id!:chat message_ids!:[int]",
    "pinChatMessage": "business_connection_id:str chat_id!:chat message_id!:int"
    " disable_notification:bool",
    "unpinChatMessage": "business_connection_id:str chat_id!:chat message_id:int",
    "answerCallbackQuery": "callback_query_id!:str text:str show_alert:bool url:str cache_time:int",
    "answerInlineQuery": "inline_query_id!:str results!:[InlineQueryResult] cache_time:int"
    " is_personal:bool next_offset:str button:InlineQueryResultsButton",
    "answerWebAppQuery": "web_app_query_id!:str result!:InlineQueryResult",
    "createInvoiceLink": "business_connection_id:str subscription_period:int" + _INVOICE,
    "answerPreCheckoutQuery": "pre_checkout_query_id!:str ok!:bool error_message:str",
    "refundStarPayment": "user_id!:int telegram_payment_charge_id!:str",
    "editUserStarSubscription": "user_id!:int telegram_payment_charge_id!:str is_canceled!:bool",
    "getStarTransactions": "offset:int limit:int",
    "getFile": "file_id!:str",
    "getChat": "chat_id!:chat",
    "getChatMember": "chat_id!:chat user_id!:int",
    "setMyCommands": "commands!:[BotCommand] scope:BotCommandScope language_code:str",
    "getMyCommands": "scope:BotCommandScope language_code:str",
    "deleteMyCommands": "scope:BotCommandScope language_code:str",
    "setChatMenuButton": "chat_id:int menu_button:MenuButton",
    "getChatMenuButton": "chat_id:int",
    "setMyName": "name:str language_code:str",
    "getMyName": "language_code:str",
    "setMyDescription": "description:str language_code:str",
    "getMyDescription": "language_code:str",
    "setMyShortDescription": "short_description:str language_code:str",
    "getMyShortDescription": "language_code:str",
}

_MEDIA = "type!:str media!:str caption:str parse_mode:str caption_entities:[MessageEntity]"
_RESULT = "type!:str id!:str"
_RESULT_CAPTION = (
    " caption:str parse_mode:str caption_entities:[MessageEntity]"
    " reply_markup:InlineKeyboardMarkup input_message_content:InputMessageContent"
)
_THUMBNAIL = " thumbnail_url:str thumbnail_width:int thumbnail_height:int"

OBJECTS: dict[str, str] = {
    "MessageEntity": "type!:str offset!:int length!:int url:str user:User language:str"
    " custom_emoji_id:str unix_time:int date_time_format:str",
    "User": "id!:int is_bot!:bool first_name!:str last_name:str username:str language_code:str"
    " is_premium:bool added_to_attachment_menu:bool can_join_groups:bool"
    " can_read_all_group_messages:bool supports_guest_queries:bool"
    " supports_inline_queries:bool can_connect_to_business:bool has_main_web_app:bool"
    " has_topics_enabled:bool allows_users_to_create_topics:bool can_manage_bots:bool"
    " supports_join_request_queries:bool",
    "LinkPreviewOptions": "is_disabled:bool url:str prefer_small_media:bool"
    " prefer_large_media:bool show_above_text:bool",
    "ReplyParameters": "message_id!:int chat_id:chat allow_sending_without_reply:bool quote:str"
    " quote_parse_mode:str quote_entities:[MessageEntity] quote_position:int"
    " checklist_task_id:int poll_option_id:str",
    "SuggestedPostParameters": "price:SuggestedPostPrice send_date:int",
    "SuggestedPostPrice": "currency!:str amount!:int",
    "InputRichMessage": "html:str markdown:str is_rtl:bool skip_entity_detection:bool",
    "InlineKeyboardMarkup": "inline_keyboard!:[[InlineKeyboardButton]]",
    "InlineKeyboardButton": "text!:str icon_custom_emoji_id:str style:str url:str"
    " callback_data:str web_app:WebAppInfo login_url:LoginUrl switch_inline_query:str"
    " switch_inline_query_current_chat:str"
    " switch_inline_query_chosen_chat:SwitchInlineQueryChosenChat copy_text:CopyTextButton"
    " callback_game:CallbackGame pay:bool",
    "WebAppInfo": "url!:str",
    "LoginUrl": "url!:str forward_text:str bot_username:str request_write_access:bool",
    "SwitchInlineQueryChosenChat": "query:str allow_user_chats:bool allow_bot_chats:bool"
    " allow_group_chats:bool allow_channel_chats:bool",
    "CopyTextButton": "text!:str",
    "CallbackGame": "",
    "ReplyKeyboardMarkup": "keyboard!:[[KeyboardButton]] is_persistent:bool"
    " resize_keyboard:bool one_time_keyboard:bool input_field_placeholder:str selective:bool",
    "KeyboardButton": "text!:str icon_custom_emoji_id:str style:str"
    " request_users:KeyboardButtonRequestUsers request_chat:KeyboardButtonRequestChat"
    " request_managed_bot:KeyboardButtonRequestManagedBot request_contact:bool"
    " request_location:bool request_poll:KeyboardButtonPollType web_app:WebAppInfo",
    "KeyboardButtonRequestUsers": "request_id!:int user_is_bot:bool user_is_premium:bool"
    " max_quantity:int request_name:bool request_username:bool request_photo:bool",
    "KeyboardButtonRequestChat": "request_id!:int chat_is_channel!:bool chat_is_forum:bool"
    " chat_has_username:bool chat_is_created:bool"
    " user_administrator_rights:any bot_administrator_rights:any"
    " bot_is_member:bool request_title:bool request_username:bool request_photo:bool",
    "KeyboardButtonRequestManagedBot": "request_id!:int suggested_name:str suggested_username:str",
    "KeyboardButtonPollType": "type:str",
    "ReplyKeyboardRemove": "remove_keyboard!:bool selective:bool",
    "ForceReply": "force_reply!:bool input_field_placeholder:str selective:bool",
    "InputMediaPhoto": _MEDIA + " show_caption_above_media:bool has_spoiler:bool",
    "InputMediaDocument": _MEDIA + " thumbnail:str disable_content_type_detection:bool",
    "LabeledPrice": "label!:str amount!:int",
    "BotCommand": "command!:str description!:str",
    "BotCommandScopeDefault": "type!:str",
    "BotCommandScopeAllPrivateChats": "type!:str",
    "BotCommandScopeAllGroupChats": "type!:str",
    "BotCommandScopeAllChatAdministrators": "type!:str",
    "BotCommandScopeChat": "type!:str chat_id!:chat",
    "BotCommandScopeChatAdministrators": "type!:str chat_id!:chat",
    "BotCommandScopeChatMember": "type!:str chat_id!:chat user_id!:int",
    "MenuButtonCommands": "type!:str",
    "MenuButtonDefault": "type!:str",
    "MenuButtonWebApp": "type!:str text!:str web_app!:WebAppInfo",
    "InlineQueryResultsButton": "text!:str web_app:WebAppInfo start_parameter:str",
    "InlineQueryResultArticle": _RESULT + " title!:str"
    " input_message_content!:InputMessageContent reply_markup:InlineKeyboardMarkup url:str"
    " description:str" + _THUMBNAIL,
    "InlineQueryResultPhoto": _RESULT + " photo_url!:str thumbnail_url!:str photo_width:int"
    " photo_height:int title:str description:str show_caption_above_media:bool" + _RESULT_CAPTION,
    "InlineQueryResultCachedPhoto": _RESULT + " photo_file_id!:str title:str description:str"
    " show_caption_above_media:bool" + _RESULT_CAPTION,
    "InlineQueryResultCachedDocument": _RESULT + " title!:str document_file_id!:str"
    " description:str" + _RESULT_CAPTION,
    "InputTextMessageContent": "message_text!:str parse_mode:str entities:[MessageEntity]"
    " link_preview_options:LinkPreviewOptions",
    "InputContactMessageContent": "phone_number!:str first_name!:str last_name:str vcard:str",
    "InputLocationMessageContent": "latitude!:float longitude!:float horizontal_accuracy:float"
    " live_period:int heading:int proximity_alert_radius:int",
}

# A union is told apart by its ``type``, or by a field that only one of its members has.
UNIONS: dict[str, dict[str, str]] = {
    "InputMedia": {"photo": "InputMediaPhoto", "document": "InputMediaDocument"},
    "BotCommandScope": {
        "default": "BotCommandScopeDefault",
        "all_private_chats": "BotCommandScopeAllPrivateChats",
        "all_group_chats": "BotCommandScopeAllGroupChats",
        "all_chat_administrators": "BotCommandScopeAllChatAdministrators",
        "chat": "BotCommandScopeChat",
        "chat_administrators": "BotCommandScopeChatAdministrators",
        "chat_member": "BotCommandScopeChatMember",
    },
    "MenuButton": {
        "commands": "MenuButtonCommands",
        "default": "MenuButtonDefault",
        "web_app": "MenuButtonWebApp",
    },
    "InlineQueryResult": {
        "article": "InlineQueryResultArticle",
        "photo": "InlineQueryResultPhoto",
        "document": "InlineQueryResultCachedDocument",
    },
}
BY_FIELD: dict[str, dict[str, str]] = {
    "markup": {
        "inline_keyboard": "InlineKeyboardMarkup",
        "keyboard": "ReplyKeyboardMarkup",
        "remove_keyboard": "ReplyKeyboardRemove",
        "force_reply": "ForceReply",
    },
    "InputMessageContent": {
        "message_text": "InputTextMessageContent",
        "phone_number": "InputContactMessageContent",
        "latitude": "InputLocationMessageContent",
    },
}

# Refusals that Telegram words in its own way when a required parameter is missing or empty.
MISSING: dict[str, str] = {
    "chat_id": "chat_id is empty",
    "from_chat_id": "chat_id is empty",
    "text": "Message text is empty",
    "photo": "There is no photo in the request",
    "document": "There is no document in the request",
    "message_id": "Message identifier is not specified",
    "message_ids": "Message identifiers are not specified",
    "file_id": "file_id not specified",
    "user_id": "Invalid user_id specified",
    "latitude": "latitude is empty",
    "longitude": "longitude is empty",
    "action": "Wrong parameter action in request",
}

# How the refusals name an object that cannot be read.
TITLES: dict[str, str] = {
    "InlineKeyboardButton": "inline keyboard button",
    "KeyboardButton": "keyboard button",
    "MessageEntity": "MessageEntity",
    "InputMedia": "InputMedia",
    "LabeledPrice": "labeled price",
    "BotCommand": "BotCommand",
    "BotCommandScope": "BotCommandScope",
    "MenuButton": "menu button",
    "InlineQueryResult": "inline query result",
    "InlineQueryResultsButton": "inline query results button",
}
BAD_JSON: dict[str, str] = {
    "reply_markup": "Can't parse reply keyboard markup JSON object",
    "media": "Can't parse media JSON object",
    "reply_parameters": "Can't parse reply parameters JSON object",
    "link_preview_options": "Can't parse link preview options JSON object",
    "commands": "Can't parse commands JSON object",
    "scope": "Can't parse BotCommandScope JSON object",
    "menu_button": "Can't parse menu button JSON object",
    "results": "Can't parse JSON encoded inline query results",
    "result": "Can't parse JSON encoded web view query results",
}
NOT_OBJECT: dict[str, str] = {
    "markup": "Object expected as reply markup",
    "InlineKeyboardMarkup": "Object expected as reply markup",
    "ReplyParameters": "Object expected as reply parameters",
    "LinkPreviewOptions": "Object expected as link preview options",
    "InlineKeyboardButton": "InlineKeyboardButton must be an Object",
    "KeyboardButton": "KeyboardButton must be a String or an Object",
    "LabeledPrice": "LabeledPrice must be an Object",
    "BotCommandScope": "BotCommandScope must be an Object",
    "MenuButton": "MenuButton must be an Object",
    "InlineQueryResultsButton": "InlineQueryResultsButton must be an Object",
    "InlineQueryResult": "Inline query result must be an object",
}
NOT_ARRAY: dict[str, str] = {
    "media": "Expected an Array of InputMedia",
    "commands": "Expected an Array of BotCommand",
    "message_ids": "Expected an Array of message identifiers",
    "results": "Expected an Array of inline query results",
    "prices": "Expected an Array of labeled prices",
    "keyboard": 'Field "keyboard" must be of type Array',
    "inline_keyboard": 'Field "inline_keyboard" must be of type Array',
}
