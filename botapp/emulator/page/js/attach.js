// What can be sent besides text: a photo, a file, a place, one's own number.

import { api } from "./api.js";
import { fill, h, icon } from "./dom.js";
import { agreed, toast, trying } from "./notices.js";
import { act, store } from "./store.js";
import { t } from "./words.js";

const MOST = 20 * 1048576;
const PICTURES = "image/png,image/jpeg,image/webp";

/** `caption()` gives what stands in the input field and empties it. */
export function attachmentMenu(caption) {
  const element = h("div.command-list.attachments", { role: "menu", "data-testid": "attachments", hidden: true });
  const close = () => (element.hidden = true);
  const entry = (name, label, testid, onclick) => h("button", { type: "button", role: "menuitem", "data-testid": testid, onclick: () => (close(), onclick()) }, icon(name, 20), h("span", {}, label));
  fill(element,
    entry("photo", t("Photo"), "attach-photo", () => pick(true, caption)),
    entry("file", t("File"), "attach-file", () => pick(false, caption)),
    entry("pin", t("Location"), "attach-location", () => trying(api.act(act("location")))),
    entry("person", t("My number"), "attach-contact", shareNumber));
  return { element, close, toggle: () => ((element.hidden = !element.hidden), element.hidden || element.querySelector("button").focus()) };
}

async function shareNumber() {
  const question = t("Share the phone number %(phone)s with the bot?", { phone: store.current.phone });
  if (await agreed(question, t("Share"))) await trying(api.act(act("contact")));
}

function pick(photo, caption) {
  const picker = h("input", { type: "file", accept: photo ? PICTURES : null });
  picker.addEventListener("change", () => {
    const file = picker.files[0];
    if (!file) return;
    if (file.size > MOST) return toast(t("Files up to 20 MB, please"), "failed");
    const reader = new FileReader();
    reader.onload = () => {
      const mime = file.type || "application/octet-stream";
      const base64 = String(reader.result).split(",")[1] || "";
      trying(api.act(act("file", { name: file.name, mime, base64, photo: photo && PICTURES.includes(mime), caption: caption() })));
    };
    reader.readAsDataURL(file);
  });
  picker.click();
}
