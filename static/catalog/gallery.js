"use strict";

/* The pictures of a product: dropped or chosen, uploaded one after another, put in order. They are
   the product's when its page is saved. */
(() => {
  const root = document.getElementById("gallery");
  if (!root) return;
  const page = JSON.parse(document.getElementById("editor").textContent);
  const field = document.getElementById("id_gallery");
  const form = field?.form ?? root.closest("form");
  const words = page.words;
  const may = page.mayEditPictures;
  const known = new Map(page.gallery.map((picture) => [picture.id, picture]));
  const put = (text, n) => text.replace("{n}", n);
  let ids = 0;
  let options = [];
  let busy = false;

  /* {uid, id or token, url, shows, file, progress, error} */
  let pictures = (page.sentGallery ?? page.gallery)
    .map((picture) => ({ ...known.get(picture.id), ...picture, uid: ++ids }))
    .filter((picture) => picture.url);

  function make(tag, attributes = {}, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
      else if (name === "class") node.className = value;
      else if (typeof value === "boolean") node[name] = value;
      else if (value !== undefined) node.setAttribute(name, value);
    }
    node.append(...children.filter(Boolean));
    return node;
  }

  const icon = (sign, label, onclick, attributes = {}) =>
    make("button", { type: "button", class: "pe-icon", title: label, "aria-label": label, onclick, ...attributes }, sign);

  // --- Drawing

  const list = make("ul", { class: "pe-pictures", "x-sort": "$dispatch('gallery:sorted')" });
  const notes = make("div", { role: "status" });
  const input = make("input", {
    type: "file", multiple: true, accept: "image/jpeg,image/png,image/webp,image/gif", id: "gallery-files",
    class: "pe-hidden", onchange: () => { add(input.files); input.value = ""; },
  });
  input.hasChangeListener = true; // or the admin's own script looks for a text field beside it
  const drop = make("label", { class: "pe-drop", for: "gallery-files" },
    make("span", {}, words.dropPictures), input);

  function draw() {
    const focus = document.activeElement?.dataset?.focus;
    list.replaceChildren(...pictures.map(card));
    if (focus) list.querySelector(`[data-focus="${focus}"]`)?.focus();
    keep();
  }

  function card(picture, place) {
    const waiting = picture.file && !picture.error;
    const item = make("li", { class: "pe-picture", "x-sort:item": "", "data-uid": picture.uid },
      picture.url ? make("img", { src: picture.url, alt: "", "x-sort:handle": "" })
        : make("span", { class: "pe-empty" }, picture.file?.name),
      place === 0 && !picture.error && make("span", { class: "pe-badge" }, words.main),
      waiting && make("progress", { max: "1", value: String(picture.progress ?? 0), "aria-label": picture.file.name }),
      picture.error && make("p", { class: "pe-error" }, `${picture.file.name}: ${picture.error}`));
    if (may) item.append(tools(picture, place));
    return item;
  }

  function tools(picture, place) {
    if (picture.error) {
      return make("div", { class: "pe-tools" },
        picture.again && make("button", { type: "button", class: "pe-button", onclick: () => { picture.error = ""; draw(); work(); } }, words.retry),
        icon("✕", words.dismiss, () => remove(picture)));
    }
    return make("div", { class: "pe-tools" },
      icon("←", words.earlier, () => move(place, place - 1), { disabled: place === 0, "data-focus": `earlier-${picture.uid}` }),
      icon("→", words.later, () => move(place, place + 1), { disabled: place === pictures.length - 1, "data-focus": `later-${picture.uid}` }),
      icon("✕", words.removePicture, () => remove(picture)),
      !picture.file && options.length > 0 && shows(picture));
  }

  function shows(picture) {
    const chosen = JSON.stringify(picture.shows ?? null);
    const choices = options.flatMap((option) => option.values.map((value) => [option.name, value]));
    return make("select", { class: "pe-input", "aria-label": words.shows,
      onchange: (event) => { picture.shows = JSON.parse(event.target.value); keep(); } },
      make("option", { value: "null" }, words.wholeProduct),
      ...choices.map((pair) => make("option", { value: JSON.stringify(pair), selected: JSON.stringify(pair) === chosen },
        `${pair[0]}: ${pair[1]}`)));
  }

  function note(text) {
    notes.replaceChildren(text ? make("p", { class: "pe-error" }, text) : "");
  }

  // --- Changing

  function move(from, to) {
    pictures.splice(to, 0, ...pictures.splice(from, 1));
    draw();
  }

  function remove(picture) {
    picture.request?.abort();
    pictures = pictures.filter((one) => one !== picture);
    draw();
  }

  function sorted() {
    const order = [...list.children].map((item) => Number(item.dataset.uid));
    pictures.sort((a, b) => order.indexOf(a.uid) - order.indexOf(b.uid));
    draw();
  }

  function add(files) {
    note("");
    const chosen = [...files];
    const room = page.mostPictures - pictures.length;
    if (chosen.length > room) note(put(words.tooManyPictures, page.mostPictures));
    for (const file of chosen.slice(0, Math.max(room, 0))) {
      const large = file.size > page.mostBytes;
      pictures.push({ uid: ++ids, file, error: large ? put(words.tooLarge, page.mostBytes / 2 ** 20) : "" });
    }
    draw();
    work();
  }

  // --- Uploading, one at a time: a phone's line is not made faster by many

  async function work() {
    if (busy) return;
    busy = true;
    for (let next; (next = pictures.find((one) => one.file && !one.error)); ) {
      await upload(next);
      draw();
    }
    busy = false;
    note("");
  }

  function upload(picture) {
    return new Promise((done) => {
      const request = new XMLHttpRequest();
      const body = new FormData();
      body.append("picture", picture.file);
      picture.request = request;
      request.open("POST", page.urls.upload);
      request.setRequestHeader("X-CSRFToken", form.querySelector("[name=csrfmiddlewaretoken]").value);
      request.upload.addEventListener("progress", (event) => {
        picture.progress = event.loaded / event.total;
        const bar = list.querySelector(`[data-uid="${picture.uid}"] progress`);
        if (bar) bar.value = picture.progress;
      });
      request.addEventListener("loadend", () => {
        const answer = parsed(request.responseText);
        if (request.status === 200 && answer.token) {
          Object.assign(picture, answer, { file: null });
        } else {
          picture.error = answer.error ?? words.uploadFailed;
          picture.again = !answer.error;
        }
        done();
      });
      request.send(body);
    });
  }

  function parsed(text) {
    try {
      return JSON.parse(text);
    } catch {
      return {};
    }
  }

  // --- Back to the form

  function keep() {
    if (!field || !may) return;
    field.value = JSON.stringify(
      pictures.filter((one) => one.id || one.token).map(({ id, token, url, shows: pair }) =>
        token ? { token, url, shows: pair } : { id, shows: pair }),
    );
  }

  if (may) {
    root.append(drop);
    for (const name of ["dragover", "dragenter"]) {
      drop.addEventListener(name, (event) => {
        event.preventDefault();
        drop.classList.add("is-over");
      });
    }
    drop.addEventListener("dragleave", () => drop.classList.remove("is-over"));
    drop.addEventListener("drop", (event) => {
      event.preventDefault();
      drop.classList.remove("is-over");
      add(event.dataTransfer.files);
    });
    list.addEventListener("gallery:sorted", sorted);
    form.addEventListener("submit", (event) => {
      if (!busy) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      note(words.waitForUploads);
      notes.scrollIntoView({ block: "center" });
    });
    document.addEventListener("matrix:values", (event) => {
      if (JSON.stringify(event.detail) === JSON.stringify(options)) return;
      options = event.detail;
      draw();
    });
  }
  root.append(notes, list);
  draw();
})();
