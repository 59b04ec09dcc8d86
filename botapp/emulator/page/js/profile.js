// The bot's profile, as a press on its name shows it.

import { avatar, button, h, modal } from "./dom.js";
import { store } from "./store.js";
import { t } from "./words.js";

export function showProfile() {
  const { bot, current } = store;
  const box = modal(
    h("div.profile", {},
      button(t("Close"), "close", () => box.close(), { class: "icon-button profile-close" }),
      avatar(bot.id, bot.first_name, "bot big"),
      h("h2", {}, bot.first_name),
      h("p.dim", {}, `@${bot.username}`),
      current.short && h("p", { "data-testid": "short-description" }, current.short),
      current.commands.length > 0 && h("dl", {}, current.commands.map((one) => [h("dt", {}, `/${one.command}`), h("dd", {}, one.description)]))),
    { className: "small", label: bot.first_name, testid: "profile" });
}
