// Starts the page: loads the state, listens to events, passes them on.

import { api, listen } from "./api.js";
import { startChat, openChat } from "./chat.js";
import { startInspector } from "./inspector.js";
import { startList } from "./list.js";
import { showAnswer } from "./notices.js";
import { chatById, on, store, tell } from "./store.js";

async function load() {
  const state = await api.state();
  Object.assign(store, {
    bot: state.bot,
    people: state.people,
    chats: state.chats,
    webhook: state.webhook,
    trouble: state.trouble,
    recording: state.recording,
    log: state.log,
  });
  document.title = `${state.bot.first_name} · chat emulator`;
  tell("loaded");
  tell("chats");
  return state.event;
}

const HANDLERS = {
  message({ chat_id, message }) {
    const chat = chatById(chat_id);
    if (!chat) return reload();
    chat.last = message;
    const open = store.current && store.current.id === chat_id;
    if (open) {
      store.current.messages.push(message);
      tell("messages", { arrived: message });
    }
    if (message.from.is_bot) {
      store.typing.delete(chat_id);
      if (open && document.hasFocus()) api.read(chat_id);
      else if (!open) chat.unread += 1;
    }
    tell("chats");
  },
  edited({ chat_id, message }) {
    const chat = chatById(chat_id);
    if (chat && chat.last && chat.last.message_id === message.message_id) chat.last = message;
    if (store.current && store.current.id === chat_id) {
      const index = store.current.messages.findIndex((other) => other.message_id === message.message_id);
      if (index >= 0) store.current.messages[index] = message;
      tell("messages", {});
    }
    tell("chats");
  },
  deleted({ chat_id, message_id }) {
    if (store.current && store.current.id === chat_id) {
      store.current.messages = store.current.messages.filter((message) => message.message_id !== message_id);
      const chat = chatById(chat_id);
      if (chat) chat.last = store.current.messages.at(-1) || null;
      tell("messages", {});
    }
    tell("chats");
  },
  keyboard({ chat_id, keyboard }) {
    if (store.current && store.current.id === chat_id) {
      store.current.keyboard = keyboard;
      tell("keyboard", { shown: true });
    }
  },
  keyboard_used({ chat_id }) {
    if (store.current && store.current.id === chat_id) tell("keyboard", { shown: false });
  },
  action({ chat_id, action }) {
    store.typing.set(chat_id, { action, until: Date.now() + 5000 });
    tell("typing");
    setTimeout(() => tell("typing"), 5100);
  },
  callback_answer(answer) {
    store.pressed.delete(`${answer.message_id}:${answer.data}`);
    tell("pressed");
    if (store.current && store.current.id === answer.chat_id) showAnswer(answer);
  },
  payment: (event) => tell("payment", event),
  inline_results: (event) => tell("inline", event),
  profile: () => store.current && openChat(store.current.id, { quiet: true }),
  async chat({ chat_id }) {
    await reload();
    if (store.current && store.current.id === chat_id) openChat(chat_id, { quiet: true });
  },
  chats: () => reload(),
  async reload() {
    await load();
    if (store.current) openChat(store.current.id, { quiet: true });
  },
  call: ({ entry }) => logged(entry),
  update: ({ entry }) => logged(entry),
};

function logged(entry) {
  store.log.push(entry);
  if (store.log.length > 500) store.log.shift();
  tell("log", entry);
}

let reloading = null;
function reload() {
  reloading ??= load().finally(() => (reloading = null));
  return reloading;
}

on("loaded", () => (document.body.dataset.ready = "yes"));

startList();
startChat();
startInspector();

const after = await load();
const wanted = Number(location.hash.slice(1)) || (matchMedia("(min-width: 760px)").matches ? store.chats[0]?.id : null);
if (wanted && chatById(wanted)) await openChat(wanted);
listen(
  after,
  (event) => HANDLERS[event.type]?.(event),
  (online) => {
    store.online = online;
    tell("online");
  },
);
addEventListener("focus", () => store.current && api.read(store.current.id).catch(() => {}));
setInterval(() => {
  // A button whose query nobody answered stops spinning, as in the real app.
  const old = Date.now() - 30000;
  for (const [key, since] of store.pressed) if (since < old) store.pressed.delete(key), tell("pressed");
}, 2000);
