// The open chat: header, messages, what is below them.

import { api } from "./api.js";
import { bubble, refreshPressed } from "./bubble.js";
import { startComposer } from "./composer.js";
import { avatar, button, day, fill, h, icon, modal } from "./dom.js";
import { telegramLink } from "./links.js";
import { contentLine } from "./list.js";
import { trying } from "./notices.js";
import { act, chatById, on, speaker, store, tell } from "./store.js";

let header;
let scroller;
let log;
let composer;
let drawn = new Map(); // key → {source, element}

export function startChat() {
  const root = document.querySelector("#chat");
  header = h("header.bar.chat-bar");
  log = h("div.messages", { role: "log", "aria-label": "Messages", "data-testid": "messages" });
  scroller = h("div.scroller", { tabindex: "0", "aria-label": "Messages" }, log);
  const foot = h("footer.foot");
  fill(root, h("div.empty", {}, h("div.empty-card", {}, icon("send", 40), h("p", {}, "Choose a chat to speak as that person"))), h("div.open-chat", {}, header, scroller, foot));
  composer = startComposer(foot);
  on("messages", ({ arrived }) => drawMessages(arrived));
  on("typing", drawHeader);
  on("online", drawHeader);
  on("pressed", () => store.current && refreshPressed(log));
}

export async function openChat(id, { quiet = false } = {}) {
  const loaded = await trying(api.chat(id));
  if (!loaded) return;
  const same = store.current && store.current.id === id;
  store.current = loaded;
  document.body.dataset.open = "yes";
  if (!quiet) {
    document.body.dataset.view = "chat";
    history.replaceState(null, "", `#${id}`);
  }
  const chat = chatById(id);
  if (chat) Object.assign(chat, { unread: 0, blocked: loaded.blocked, started: loaded.started });
  if (!same) {
    drawn = new Map();
    fill(log);
  }
  drawHeader();
  drawMessages(null, !same);
  tell("keyboard", { shown: true });
  tell("opened", { same });
  tell("chats");
  api.read(id).catch(() => {});
}

function drawHeader() {
  const chat = store.current;
  if (!chat) return;
  const person = speaker();
  const name = person ? [person.first_name, person.last_name].filter(Boolean).join(" ") : "";
  const action = (store.typing.get(chat.id)?.until || 0) > Date.now() ? store.typing.get(chat.id).action : null;
  const status = action ? (action === "typing" ? "typing…" : "sending a file…") : !store.online ? "connecting…" : `you are ${name}` + (person?.language_code ? ` · ${person.language_code.toUpperCase()}` : "");
  const title = chat.kind === "private" ? store.bot.first_name : chat.title;
  fill(header,
    button("Back to the chats", "back", () => (document.body.dataset.view = "list"), { class: "icon-button phone-only" }),
    avatar(chat.kind === "private" ? store.bot.id : chat.id, title, chat.kind === "private" ? "bot" : "group"),
    h("div.chat-heading", {}, h("h2", {}, title, chat.kind === "private" && h("span.tag", {}, "bot")), h("p.status" + (action ? ".typing" : ""), { "data-testid": "status" }, status)),
    chat.kind === "private" && button("Open a deep link", "link", deepLink, { "data-testid": "deep-link" }),
    button(chat.blocked ? "Let the bot write again" : chat.kind === "private" ? "Block the bot" : "Put the bot out of the group", chat.blocked ? "check" : "block", toggleBlock, { "data-testid": "block" }),
    button("Inspector", "panel", toggleInspector, { "data-testid": "inspector-toggle" }),
  );
  drawPinned();
}

function drawPinned() {
  const number = store.current.pinned?.at(-1);
  const message = store.current.messages.find((one) => one.message_id === number);
  document.querySelector(".pinned-bar")?.remove();
  if (!message) return;
  header.after(h("button.pinned-bar", { type: "button", onclick: () => log.querySelector(`[data-message-id="${number}"]`)?.scrollIntoView({ block: "center" }) }, icon("pinned", 18), h("span", {}, contentLine(message))));
}

function toggleInspector() {
  const wide = matchMedia("(min-width: 760px)").matches;
  if (!wide) document.body.dataset.view = "inspector";
  else document.body.dataset.inspector = document.body.dataset.inspector === "open" ? "closed" : "open";
}

async function toggleBlock() {
  const chat = store.current;
  if (chat.blocked && chat.kind === "private") await trying(api.act(act("unblock")));
  else await trying(api.act(act(chat.blocked ? "unblock" : "block")));
}

function deepLink() {
  const link = h("input", { placeholder: `t.me/${store.bot.username}?start=…`, autocomplete: "off", "data-testid": "deep-link-input" });
  const form = h("form.form", {},
    h("h2", {}, "Open a deep link"),
    h("label", {}, "A link of the bot, or just its payload", link),
    h("div.form-actions", {}, h("button.quiet", { type: "button", onclick: () => box.close() }, "Cancel"), h("button.primary", { type: "submit", "data-testid": "deep-link-open" }, "Open")));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const inner = telegramLink(link.value.trim());
    box.close();
    await trying(api.act(act("start", { payload: inner ? inner.start || "" : link.value.trim() })));
  });
  const box = modal(form, { className: "small", label: "Open a deep link" });
  link.focus();
}

// Messages are drawn by key; one that did not change keeps its element (and its focus).
function drawMessages(arrived, fresh = false) {
  const near = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 160;
  const hooks = { say: composer.say, reply: composer.reply, edit: composer.edit };
  const kept = new Map();
  const elements = [];
  let lastDay = "";
  for (const group of grouped(store.current.messages)) {
    const date = day(group[0].date);
    if (date !== lastDay) elements.push(separator(date, kept));
    lastDay = date;
    const key = `m${group[0].message_id}`;
    const source = JSON.stringify(group);
    const known = drawn.get(key);
    const element = known && known.source === source ? known.element : bubble(group, hooks);
    if (known && known.source !== source) element.classList.add("changed");
    kept.set(key, { source, element });
    elements.push(element);
  }
  if (!elements.length) elements.push(welcome());
  drawn = kept;
  place(elements);
  const mine = arrived && arrived.from.id === store.current.speaker;
  if (fresh || near || mine) scroller.scrollTop = scroller.scrollHeight;
  if (store.current && !store.current.started && store.current.messages.length) {
    store.current.started = true;
    tell("opened", { same: true });
  }
  drawPinned();
}

function place(elements) {
  const wanted = new Set(elements);
  for (const child of [...log.children]) if (!wanted.has(child)) child.remove();
  elements.forEach((element, index) => {
    if (log.children[index] !== element) log.insertBefore(element, log.children[index] || null);
  });
}

function separator(date, kept) {
  const key = `d${date}`;
  const known = drawn.get(key);
  const element = known ? known.element : h("div.day", {}, h("span", {}, date));
  kept.set(key, { source: date, element });
  return element;
}

function grouped(messages) {
  const groups = [];
  for (const message of messages) {
    const last = groups.at(-1);
    if (last && message.media_group_id && last[0].media_group_id === message.media_group_id) last.push(message);
    else groups.push([message]);
  }
  return groups;
}

function welcome() {
  const text = store.current.about || (store.current.kind === "private" ? "Press Start to meet the bot." : "What the store tells its staff appears here.");
  return h("div.welcome", {}, h("div.empty-card", {}, avatar(store.bot.id, store.bot.first_name, "bot big"), h("p", {}, text)));
}

new ResizeObserver(() => {
  if (scroller && scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 220) scroller.scrollTop = scroller.scrollHeight;
}).observe(document.querySelector("#chat"));
