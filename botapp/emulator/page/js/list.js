// The chat list: customers, the staff chat, a new customer in one click.

import { api } from "./api.js";
import { openChat } from "./chat.js";
import { avatar, button, clock, fill, h, icon, modal } from "./dom.js";
import { trying } from "./notices.js";
import { on, store } from "./store.js";

let items;
let query = "";

export function startList() {
  const root = document.querySelector("#list");
  items = h("ul.items", { "data-testid": "chat-list" });
  const search = h("input", { type: "search", placeholder: "Search", "aria-label": "Search chats", oninput: () => ((query = search.value.toLowerCase()), render()) });
  const theme = button("Switch light and dark", isDark() ? "theme" : "moon", () => switchTheme(theme), { "data-testid": "theme" });
  fill(
    root,
    h("header.bar", {}, h("h1", {}, "Chats"), theme, button("Inspector", "panel", () => (document.body.dataset.view = "inspector"), { class: "icon-button phone-only" })),
    h("div.search", {}, icon("search", 18), search),
    items,
    h("div.list-foot", {}, h("button.primary.wide", { type: "button", "data-testid": "new-customer", onclick: newCustomer }, icon("plus", 18), "New customer")),
  );
  on("chats", render);
  on("typing", render);
}

const isDark = () => {
  const chosen = document.documentElement.dataset.theme;
  return chosen === "dark" || (chosen === "auto" && matchMedia("(prefers-color-scheme: dark)").matches);
};

function switchTheme(theme) {
  const next = isDark() ? "light" : "dark";
  document.documentElement.dataset.theme = next;
  localStorage.setItem("emulator-theme", next);
  theme.replaceChildren(icon(next === "dark" ? "theme" : "moon"));
  dispatchEvent(new Event("themechange"));
}

function render() {
  const shown = store.chats
    .filter((chat) => chat.title.toLowerCase().includes(query))
    .sort((a, b) => Number(a.kind === "private") - Number(b.kind === "private") || (b.last?.date || 0) - (a.last?.date || 0));
  fill(items, shown.map(item), !shown.length && h("li.nothing", {}, "Nobody by that name"));
}

function item(chat) {
  const current = store.current && store.current.id === chat.id;
  const typing = (store.typing.get(chat.id)?.until || 0) > Date.now();
  return h("li", {},
    h("button.chat-item", { type: "button", "data-testid": "chat-item", dataset: { chatId: chat.id, title: chat.title }, "aria-current": current ? "true" : null, onclick: () => openChat(chat.id) },
      avatar(chat.id, chat.title, chat.kind === "private" ? "" : "group"),
      h("span.chat-text", {},
        h("span.chat-line", {},
          h("span.chat-name", {}, chat.title),
          chat.staff && h("span.language-tag", { title: "Works in the store" }, "team"),
          chat.language && h("span.language-tag", { title: "Language of this person" }, chat.language),
          chat.blocked && h("span.language-tag.bad", {}, "blocked"),
          h("span.chat-time", {}, chat.last ? clock(chat.last.date) : ""),
        ),
        h("span.chat-line", {},
          h("span.chat-preview" + (typing ? ".typing" : ""), {}, typing ? "typing…" : preview(chat)),
          chat.unread > 0 && h("span.badge", { "data-testid": "unread", "aria-label": `${chat.unread} unread` }, chat.unread),
        ),
      ),
    ),
  );
}

export function preview(chat) {
  const message = chat.last;
  if (!message) return chat.kind === "private" ? "Has not spoken to the bot yet" : "Orders will be told here";
  const own = message.from.is_bot ? "" : "You: ";
  return own + contentLine(message);
}

export function contentLine(message) {
  const text = message.text || message.caption;
  if (text) return text.replace(/\s+/g, " ").slice(0, 120);
  if (message.photo) return "Photo";
  if (message.document) return message.document.file_name || "Document";
  if (message.location) return "Location";
  if (message.contact) return `Contact ${message.contact.phone_number}`;
  if (message.invoice) return `Invoice: ${message.invoice.title}`;
  if (message.successful_payment) return "Payment";
  if (message.refunded_payment) return "Refund";
  return "Message";
}

function newCustomer() {
  const name = h("input", { name: "name", required: true, maxlength: "60", value: "", placeholder: "Anna Smirnova", autocomplete: "off", "data-testid": "customer-name" });
  const language = h("select", { name: "language", "data-testid": "customer-language" }, h("option", { value: "en" }, "English"), h("option", { value: "ru" }, "Русский"));
  const form = h("form.form", { method: "dialog" },
    h("h2", {}, "New customer"),
    h("label", {}, "Name", name),
    h("label", {}, "Language of their Telegram", language),
    h("div.form-actions", {},
      h("button.quiet", { type: "button", onclick: () => box.close() }, "Cancel"),
      h("button.primary", { type: "submit", "data-testid": "customer-create" }, "Add"),
    ),
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const person = await trying(api.addUser(name.value, language.value));
    if (!person) return;
    box.close();
    const state = await api.state();
    store.chats = state.chats;
    store.people = state.people;
    openChat(person.id);
  });
  const box = modal(form, { className: "small", label: "New customer" });
  name.focus();
}
