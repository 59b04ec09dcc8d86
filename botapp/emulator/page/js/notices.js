// Toasts and alerts: what answerCallbackQuery shows, and what went wrong on the page itself.

import { h, modal } from "./dom.js";
import { t } from "./words.js";

function host() {
  let element = document.querySelector(".toasts");
  if (!element) {
    element = h("div.toasts", { role: "status", "aria-live": "polite" });
    document.querySelector("#chat").append(element);
  }
  return element;
}

export function toast(text, kind = "") {
  const element = h("div.toast" + (kind ? "." + kind : ""), { "data-testid": "toast" }, text);
  host().append(element);
  setTimeout(() => element.classList.add("leaving"), 3800);
  setTimeout(() => element.remove(), 4200);
}

export function alertBox(text) {
  const box = modal(
    h("div.alert-box", {}, h("p", {}, text), h("button.primary", { type: "button", autofocus: true, onclick: () => box.close() }, t("OK"))),
    { className: "small", label: t("Message from the bot"), testid: "alert", role: "alertdialog" },
  );
}

/** Asks; true when agreed. */
export function agreed(question, label = t("OK")) {
  return new Promise((resolve) => {
    let answer = false;
    const box = modal(
      h("div.alert-box", {}, h("p", {}, question),
        h("div.form-actions", {},
          h("button.quiet", { type: "button", onclick: () => box.close() }, t("Cancel")),
          h("button.primary", { type: "button", "data-testid": "agree", autofocus: true, onclick: () => ((answer = true), box.close()) }, label))),
      { className: "small", label: question, testid: "question", onclose: () => resolve(answer) },
    );
  });
}

export function showAnswer({ text, alert, url }) {
  if (text) alert ? alertBox(text) : toast(text);
  if (url) window.open(url, "_blank", "noopener");
}

/** Runs an async act and shows its refusal as a toast. */
export async function trying(promise) {
  try {
    return await promise;
  } catch (error) {
    toast(error.message, "failed");
    return null;
  }
}
