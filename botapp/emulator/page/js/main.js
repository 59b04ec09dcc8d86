// Starts the page: loads the state, opens a chat, listens to what happens.

import { api, listen } from "./api.js";
import { startChat, openChat } from "./chat.js";
import { heard, load } from "./events.js";
import { startInspector } from "./inspector.js";
import { startList } from "./list.js";
import { inTurn } from "./live.js";
import { chatById, on, store, tell } from "./store.js";

on("loaded", () => (document.body.dataset.ready = "yes"));

startList();
startChat();
startInspector();

await inTurn(load);
const wanted = Number(location.hash.slice(1)) || (matchMedia("(min-width: 760px)").matches ? store.chats[0]?.id : null);
if (wanted && chatById(wanted)) await openChat(wanted);
listen(store.at, heard, (online) => {
  store.online = online;
  tell("online");
});
addEventListener("focus", () => store.current && api.read(store.current.id).catch(() => {}));
setInterval(() => {
  // A button whose query nobody answered stops spinning, as in the real app.
  const old = Date.now() - 30000;
  for (const [key, since] of store.pressed) if (since < old) store.pressed.delete(key), tell("pressed");
}, 2000);
