"use strict";

/* Moving categories: by drag with mouse or finger, by arrow keys, by buttons. The page shows the
   move at once; when the store refuses it, the page shows the tree as it stands. */
document.addEventListener("DOMContentLoaded", () => {
  const { tree, rows, depth, setDepth, branch, parent, draw, fold } = window.categoryTree;
  const note = document.getElementById("tree-note");
  const words = JSON.parse(document.getElementById("tree-words").textContent);
  const template = document.getElementById("tree-moves");
  let saving = Promise.resolve();

  // --- Where it can go

  const shown = (row) => !row.hidden;
  const siblings = (row) => {
    const above = parent(row);
    return rows().filter((one) => one !== row && depth(one) === depth(row) && parent(one) === above);
  };

  /* Puts the branch of `row` behind `above` (null: first of all) at `level`. */
  function place(row, above, level) {
    const moving = branch(row);
    const change = level - depth(row);
    if (moving.includes(above)) return false;
    const before = row.previousElementSibling;
    if (above) above.after(...moving);
    else rows()[0].before(...moving);
    if (change === 0 && before === row.previousElementSibling) return false;
    for (const one of moving) setDepth(one, depth(one) + change);
    return true;
  }

  const ends = (row) => branch(row).at(-1);

  const MOVES = {
    up(row) {
      const [before] = siblings(row).filter((one) => one.compareDocumentPosition(row) & Node.DOCUMENT_POSITION_FOLLOWING).slice(-1);
      if (!before) return false;
      before.before(...branch(row));
      return true;
    },
    down(row) {
      const after = siblings(row).find((one) => row.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING);
      return after ? place(row, ends(after), depth(row)) : false;
    },
    out(row) {
      const above = parent(row);
      return above ? place(row, ends(above), depth(above)) : false;
    },
    in(row) {
      const [before] = siblings(row).filter((one) => one.compareDocumentPosition(row) & Node.DOCUMENT_POSITION_FOLLOWING).slice(-1);
      if (!before) return false;
      fold(before.dataset.id, false);
      return place(row, ends(before), depth(before) + 1);
    },
  };

  function move(row, how) {
    const done = typeof how === "string" ? MOVES[how](row) : how();
    if (!done) return;
    draw();
    save(row);
  }

  // --- Telling the store, one move after another

  function save(row) {
    const above = parent(row);
    const before = siblings(row).filter((one) => one.compareDocumentPosition(row) & Node.DOCUMENT_POSITION_FOLLOWING);
    const sent = { category: row.dataset.id, parent: above?.dataset.id ?? "", place: before.length };
    saving = saving.then(() => tell(row, sent));
  }

  async function tell(row, sent) {
    if (!row.isConnected) return;
    const body = new URLSearchParams({ ...sent, version: tree.dataset.version });
    const headers = { "X-CSRFToken": tree.querySelector("[name=csrfmiddlewaretoken]").value };
    const answer = await fetch(tree.dataset.move, { method: "POST", headers, body }).catch(() => null);
    const told = answer ? await answer.json().catch(() => ({})) : {};
    if (answer?.ok) {
      tree.dataset.version = told.version;
      note.hidden = true;
      row.classList.remove("is-saved");
      void row.offsetWidth;
      row.classList.add("is-saved");
      return;
    }
    await asItStands(); // what is said is true of what is shown
    note.textContent = told.error ?? words.failed;
    note.hidden = false;
    note.scrollIntoView({ block: "nearest" });
  }

  async function asItStands() {
    const answer = await fetch(window.location.href).catch(() => null);
    if (!answer?.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("tree");
    for (const old of tree.querySelectorAll(".tree-row, .tree-moves")) old.remove();
    tree.append(...fresh.querySelectorAll(".tree-row"));
    tree.dataset.version = fresh.dataset.version;
    draw();
  }

  // --- By drag

  let drag = null;
  const line = Object.assign(document.createElement("div"), { className: "tree-line", hidden: true });
  tree.append(line);

  tree.addEventListener("pointerdown", (event) => {
    const handle = event.target.closest(".pe-handle");
    if (!handle || event.button > 0) return;
    const row = handle.closest(".tree-row");
    drag = { row, handle, x: event.clientX, y: event.clientY, id: event.pointerId, moved: false };
    handle.setPointerCapture(event.pointerId);
  });

  tree.addEventListener("pointermove", (event) => {
    if (!drag || event.pointerId !== drag.id) return;
    if (!drag.moved && Math.hypot(event.clientX - drag.x, event.clientY - drag.y) < 6) return;
    if (!drag.moved) begin();
    drag.at = [event.clientX, event.clientY];
    aim();
    scroll();
  });

  function begin() {
    closeMoves();
    drag.moved = true;
    drag.moving = branch(drag.row);
    for (const one of drag.moving) one.classList.add("is-moving");
    document.body.style.userSelect = "none";
  }

  /* The gap under the pointer, and how far to the right it means: at most inside the one above. */
  function aim() {
    const [x, y] = drag.at;
    const others = rows().filter((row) => shown(row) && !drag.moving.includes(row));
    let above = null;
    for (const row of others) {
      const box = row.getBoundingClientRect();
      if (y > box.top + box.height / 2) above = row;
    }
    const below = others[above ? others.indexOf(above) + 1 : 0];
    const step = parseFloat(getComputedStyle(tree).getPropertyValue("--tree-step")) * 16 || 24;
    const most = above ? depth(above) + 1 : 0;
    const least = below ? Math.min(depth(below), most) : 0;
    const wanted = depth(drag.row) + Math.round((x - drag.x) / step);
    drag.above = above;
    drag.level = Math.max(least, Math.min(most, wanted));
    const frame = tree.getBoundingClientRect();
    const edge = above ? above.getBoundingClientRect().bottom : frame.top;
    line.hidden = false;
    line.style.top = `${edge - frame.top - 2}px`;
    line.style.left = `${8 + drag.level * step}px`;
  }

  function scroll() {
    const [, y] = drag.at;
    const edge = 60;
    const speed = y < edge ? y - edge : y > window.innerHeight - edge ? y - window.innerHeight + edge : 0;
    cancelAnimationFrame(drag.frame);
    if (!speed) return;
    const box = scroller();
    drag.frame = requestAnimationFrame(() => {
      if (!drag) return;
      box.scrollBy(0, speed / 3);
      aim();
      scroll();
    });
  }

  function scroller() {
    for (let box = tree.parentElement; box; box = box.parentElement) {
      if (box.scrollHeight > box.clientHeight + 1 && /auto|scroll/.test(getComputedStyle(box).overflowY)) return box;
    }
    return document.scrollingElement;
  }

  function drop(kept) {
    if (!drag) return;
    const { row, moved, moving, above, level, frame } = drag;
    drag = null;
    cancelAnimationFrame(frame);
    line.hidden = true;
    document.body.style.userSelect = "";
    for (const one of moving ?? []) one.classList.remove("is-moving");
    if (!moved) {
      if (kept) toggleMoves(row);
      return;
    }
    if (!kept) return;
    // Behind a folded branch means behind all of it, unless it goes inside, where it comes first.
    move(row, () => {
      const inside = above && level > depth(above);
      const hidden = above ? branch(above).filter((one) => one.hidden && !moving.includes(one)) : [];
      if (inside) fold(above.dataset.id, false);
      return place(row, inside || !hidden.length ? above : hidden.at(-1), level);
    });
  }

  tree.addEventListener("pointerup", () => drop(true));
  tree.addEventListener("pointercancel", () => drop(false));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") drop(false);
  });

  // --- By keys and buttons

  tree.addEventListener("keydown", (event) => {
    const handle = event.target.closest(".pe-handle");
    const how = { ArrowUp: "up", ArrowDown: "down", ArrowLeft: "out", ArrowRight: "in" }[event.key];
    if (!handle || !how) {
      if (handle && (event.key === "Enter" || event.key === " ")) {
        event.preventDefault();
        toggleMoves(handle.closest(".tree-row"));
      }
      return;
    }
    event.preventDefault();
    closeMoves();
    move(handle.closest(".tree-row"), how);
    handle.focus();
  });

  function closeMoves() {
    tree.querySelector(".tree-moves")?.remove();
    tree.querySelector(".tree-row.is-open")?.classList.remove("is-open");
  }

  function toggleMoves(row) {
    const open = row.classList.contains("is-open");
    closeMoves();
    if (open) return;
    row.classList.add("is-open");
    const bar = template.content.firstElementChild.cloneNode(true);
    const inside = bar.querySelector("select");
    const mine = branch(row);
    inside.append(new Option(words.top, "top"));
    for (const one of rows()) {
      if (!mine.includes(one)) {
        inside.append(new Option("\u2003".repeat(depth(one)) + one.querySelector(".tree-name").textContent, one.dataset.id));
      }
    }
    bar.addEventListener("click", (event) => {
      const how = event.target.closest("[data-move]")?.dataset.move;
      if (!how) return;
      closeMoves();
      move(row, how);
      toggleMoves(row);
      tree.querySelector(`.tree-moves [data-move=${how}]`)?.focus();
    });
    inside.addEventListener("change", () => {
      const above = rows().find((one) => one.dataset.id === inside.value);
      closeMoves();
      if (above) fold(above.dataset.id, false);
      const others = rows().filter((one) => !mine.includes(one));
      move(row, () => (above ? place(row, last(above, mine), depth(above) + 1) : place(row, others.at(-1) ?? null, 0)));
      row.scrollIntoView({ block: "nearest" });
    });
    row.after(bar);
    bar.querySelector("button").focus();
  }

  /* The last row inside `above` that does not move. */
  const last = (above, moving) => branch(above).filter((one) => !moving.includes(one)).at(-1);
});
