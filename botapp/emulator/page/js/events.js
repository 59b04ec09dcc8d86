// What happens on the server, taken over into what the page knows.

import { api } from "./api.js";
import { showChat } from "./chat.js";
import { inTurn } from "./live.js";
import { showAnswer, toast } from "./notices.js";
import { chatById, store, tell } from "./store.js";
import { t } from "./words.js";

/** Fetches the chat list and all beside it. */
export async function load() {
  const state = await api.state();
  Object.assign(store, {
    at: state.event,
    bot: state.bot,
    people: state.people,
    chats: state.chats,
    webhook: state.webhook,
    trouble: state.trouble,
    recording: state.recording,
    log: state.log,
  });
  document.title = `${state.bot.first_name} · ${document.title.split(" · ").at(-1)}`;
  tell("loaded");
  tell("chats");
}

export const heard = (number, event) => inTurn(() => HANDLERS[event.type]?.(event, number));

const isOpen = (id) => store.current?.id === id;
/** Whether the event is newer than the fetched chat list, or than the fetched open chat. */
const changesList = (number) => number > store.at;
const changesChat = (id, number) => isOpen(id) && number > store.current.event;

const HANDLERS = {
  async message({ chat_id, message }, number) {
    if (!chatById(chat_id)) await load();
    if (changesChat(chat_id, number)) {
      store.current.messages.push(message);
      tell("messages", { arrived: message });
    }
    if (message.from.is_bot) {
      store.typing.delete(chat_id);
      if (isOpen(chat_id) && document.hasFocus()) api.read(chat_id).catch(() => {});
    }
    if (changesList(number)) {
      const chat = chatById(chat_id);
      chat.last = message;
      if (message.from.is_bot && !isOpen(chat_id)) chat.unread += 1;
    }
    tell("chats");
  },
  edited({ chat_id, message }, number) {
    const chat = chatById(chat_id);
    if (changesList(number) && chat?.last?.message_id === message.message_id) chat.last = message;
    if (changesChat(chat_id, number)) {
      const index = store.current.messages.findIndex((other) => other.message_id === message.message_id);
      if (index >= 0) store.current.messages[index] = message;
      tell("messages", {});
    }
    tell("chats");
  },
  deleted({ chat_id, message_id, last, unread }, number) {
    if (changesChat(chat_id, number)) {
      store.current.messages = store.current.messages.filter((message) => message.message_id !== message_id);
      tell("messages", {});
    }
    if (changesList(number)) Object.assign(chatById(chat_id), { last, unread: isOpen(chat_id) ? 0 : unread });
    tell("chats");
  },
  keyboard({ chat_id, keyboard, message_id = 0 }, number) {
    if (!changesChat(chat_id, number)) return;
    Object.assign(store.current, { keyboard, keyboard_message: message_id });
    tell("keyboard", { shown: true });
  },
  keyboard_used({ chat_id }) {
    if (isOpen(chat_id)) tell("keyboard", { shown: false });
  },
  action({ chat_id, action }) {
    store.typing.set(chat_id, { action, until: Date.now() + 5000 });
    tell("typing");
    setTimeout(() => tell("typing"), 5100);
  },
  callback_answer(answer) {
    store.pressed.delete(`${answer.message_id}:${answer.data}`);
    tell("pressed");
    if (isOpen(answer.chat_id)) showAnswer(answer);
  },
  payment: (event) => tell("payment", event),
  unwanted: ({ update }) => toast(t("The bot did not ask Telegram for %(kind)s: see allowed_updates", { kind: update }), "failed"),
  shipping: (event) => tell("shipping", event),
  inline_results: (event) => tell("inline", event),
  profile: again,
  async chat({ chat_id }, number) {
    if (changesList(number)) await load();
    if (isOpen(chat_id)) await again({}, number);
  },
  async chats(event, number) {
    if (changesList(number)) await load();
  },
  async reload() {
    await load();
    await again({}, Infinity);
  },
  call: ({ entry }, number) => logged(entry, number),
  update: ({ entry }, number) => logged(entry, number),
};

async function again(event, number) {
  if (store.current && number > store.current.event) await showChat(store.current.id, { quiet: true });
}

function logged(entry, number) {
  if (!changesList(number)) return;
  store.log.push(entry);
  if (store.log.length > 500) store.log.shift();
  tell("log", entry);
}
