"use strict";

/* The tree of categories as a flat list of rows that know their depth: folding and finding. */
window.categoryTree = (() => {
  const tree = document.getElementById("tree");
  const KEY = "categories.folded";
  const MANY = 60;
  const rows = () => [...tree.querySelectorAll(".tree-row")];
  const depth = (row) => Number(row.dataset.depth);
  let folded = null;

  function setDepth(row, value) {
    row.dataset.depth = value;
    row.style.setProperty("--depth", value);
    row.setAttribute("aria-level", value + 1);
  }

  /* The row and all that lie inside it. */
  function branch(row) {
    const found = [row];
    for (let next = row.nextElementSibling; next?.matches(".tree-row") && depth(next) > depth(row); next = next.nextElementSibling) {
      found.push(next);
    }
    return found;
  }

  function parent(row) {
    for (let above = row.previousElementSibling; above; above = above.previousElementSibling) {
      if (above.matches(".tree-row") && depth(above) < depth(row)) return above;
    }
    return null;
  }

  function start() {
    const kept = sessionStorage.getItem(KEY);
    const all = rows();
    folded = new Set(kept ? JSON.parse(kept) : all.length > MANY ? all.map((row) => row.dataset.id) : []);
    draw();
  }

  /* Shows what is not folded away; while something is looked for, what is called so and its way. */
  function draw() {
    const wanted = document.getElementById("tree-search").value.trim().toLowerCase();
    const all = rows();
    let closed = Infinity;
    for (const [place, row] of all.entries()) {
      const has = depth(all[place + 1] ?? row) > depth(row);
      const fold = row.querySelector(".tree-fold");
      fold.classList.toggle("is-leaf", !has);
      if (depth(row) <= closed) closed = Infinity;
      row.hidden = wanted !== "" || closed < Infinity;
      if (folded.has(row.dataset.id)) closed = Math.min(closed, depth(row));
      fold.setAttribute("aria-expanded", String(!folded.has(row.dataset.id)));
    }
    if (wanted === "") return;
    for (const row of all) {
      if (!row.querySelector(".tree-name").textContent.toLowerCase().includes(wanted)) continue;
      for (let step = row; step; step = parent(step)) step.hidden = false;
    }
  }

  function fold(id, closed) {
    if (closed) folded.add(id);
    else folded.delete(id);
    sessionStorage.setItem(KEY, JSON.stringify([...folded]));
    draw();
  }

  tree.addEventListener("click", (event) => {
    const button = event.target.closest(".tree-fold");
    if (button) fold(button.closest(".tree-row").dataset.id, button.getAttribute("aria-expanded") === "true");
  });
  document.getElementById("tree-search").addEventListener("input", draw);
  for (const button of document.querySelectorAll("[data-fold]")) {
    button.addEventListener("click", () => {
      folded = new Set(button.dataset.fold === "close" ? rows().map((row) => row.dataset.id) : []);
      sessionStorage.setItem(KEY, JSON.stringify([...folded]));
      draw();
    });
  }
  start();
  return { tree, rows, depth, setDepth, branch, parent, draw, fold };
})();
