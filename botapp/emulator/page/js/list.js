// The chat list: customers, the staff chat, a new customer in one click.

import { api } from "./api.js";
import { openChat } from "./chat.js";
import { avatar, button, clock, fill, h, icon, modal } from "./dom.js";
import { load } from "./events.js";
import { inTurn } from "./live.js";
import { trying } from "./notices.js";
import { on, store } from "./store.js";
import { language, speak, t } from "./words.js";

const LANGUAGES = [["en", "English"], ["ru", "Русский"]];

const STRANGERS = [["de", "Deutsch"], ["es", "Español"]]; // whose language the store may not speak
const NAMES = {
  en: ["Kate Bell", "Oliver Stone", "Grace Hill", "Henry Wood", "Alice Moore", "Jack Turner"],
  ru: ["Анна Смирнова", "Олег Кузнецов", "Мария Волкова", "Павел Орлов", "Ольга Зимина", "Денис Лебедев"],
  de: ["Lena Fischer", "Jonas Weber", "Mia Wagner"],
  es: ["Lucía García", "Diego Torres", "Sofía Molina"],
};

let items;
let query = "";

export function startList() {
  const root = document.querySelector("#list");
  items = h("ul.items", { "data-testid": "chat-list" });
  const search = h("input", { type: "search", placeholder: t("Search"), "aria-label": t("Search chats"), oninput: () => ((query = search.value.toLowerCase()), render()) });
  const theme = button(t("Switch light and dark"), isDark() ? "theme" : "moon", () => switchTheme(theme), { "data-testid": "theme" });
  fill(
    root,
    h("header.bar", {}, h("h1", {}, t("Chats")), languages(), theme, button(t("Inspector"), "panel", () => (document.body.dataset.view = "inspector"), { class: "icon-button phone-only" })),
    h("div.search", {}, icon("search", 18), search),
    items,
    h("div.list-foot", {}, h("button.primary.wide", { type: "button", "data-testid": "new-customer", onclick: newCustomer }, icon("plus", 18), t("New customer"))),
  );
  on("chats", render);
  on("typing", render);
}

function languages() {
  const other = LANGUAGES.find(([code]) => code !== language);
  return h("button.icon-button.language", { type: "button", lang: other[0], "aria-label": other[1], title: other[1], "data-testid": "language", onclick: () => speak(other[0]) }, other[0].toUpperCase());
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
  fill(items, shown.map(item), !shown.length && h("li.nothing", {}, t("Nobody by that name")));
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
          chat.staff && h("span.language-tag", { title: t("Works in the store") }, t("team")),
          chat.language && h("span.language-tag", { title: t("Language of this person") }, chat.language),
          chat.blocked && h("span.language-tag.bad", {}, t("blocked")),
          h("span.chat-time", {}, chat.last ? clock(chat.last.date) : ""),
        ),
        h("span.chat-line", {},
          h("span.chat-preview" + (typing ? ".typing" : ""), {}, typing ? t("typing…") : preview(chat)),
          chat.unread > 0 && h("span.badge", { "data-testid": "unread", "aria-label": t("Unread: %(count)s", { count: chat.unread }) }, chat.unread),
        ),
      ),
    ),
  );
}

export function preview(chat) {
  const message = chat.last;
  if (!message) return chat.kind === "private" ? t("Has not spoken to the bot yet") : t("Orders will be told here");
  const own = message.from.is_bot;
  return own ? contentLine(message) : t("You: %(text)s", { text: contentLine(message) });
}

export function contentLine(message) {
  const text = message.text || message.caption;
  if (text) return text.replace(/\s+/g, " ").slice(0, 120);
  if (message.photo) return t("Photo");
  if (message.document) return message.document.file_name || t("Document");
  if (message.location) return t("Location");
  if (message.contact) return t("Contact %(phone)s", { phone: message.contact.phone_number });
  if (message.invoice) return t("Invoice: %(title)s", { title: message.invoice.title });
  if (message.successful_payment) return t("Payment");
  if (message.refunded_payment) return t("Refund");
  return t("Message");
}

function newCustomer() {
  const name = h("input", { name: "name", required: true, maxlength: "60", placeholder: t("Anna Smirnova"), autocomplete: "off", "data-testid": "customer-name" });
  const spoken = h("select", { name: "language", "data-testid": "customer-language" }, [...LANGUAGES, ...STRANGERS].map(([code, name]) => h("option", { value: code, selected: code === language }, name)));
  name.value = somebody(spoken.value);
  let ownName = false; // typed by whoever looks
  name.addEventListener("input", () => (ownName = true));
  spoken.addEventListener("change", () => ownName || (name.value = somebody(spoken.value)));
  const form = h("form.form", { method: "dialog" },
    h("h2", {}, t("New customer")),
    h("label", {}, t("Name"), name),
    h("label", {}, t("Language of their Telegram"), spoken),
    h("div.form-actions", {},
      h("button.quiet", { type: "button", onclick: () => box.close() }, t("Cancel")),
      h("button.primary", { type: "submit", "data-testid": "customer-create" }, t("Add")),
    ),
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const person = await trying(api.addUser(name.value, spoken.value));
    if (!person) return;
    box.close();
    await inTurn(load);
    openChat(person.id);
  });
  const box = modal(form, { className: "small", label: t("New customer") });
  name.select();
}

/** A name that nobody in the list has yet. */
function somebody(code) {
  const names = NAMES[code] || NAMES.en;
  return names.find((name) => !store.chats.some((chat) => chat.title === name)) || names[0];
}
