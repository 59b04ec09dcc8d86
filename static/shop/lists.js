"use strict";

/* On a phone each cell of a list stands behind the name of its column. The theme calls the first one
   "Select record" where it is no checkbox, and writes Every Word With A Capital. */
document.addEventListener("DOMContentLoaded", () => {
  const table = document.getElementById("result_list");
  if (!table) return;
  const names = [...table.querySelectorAll("thead th")].map((head) => (head.querySelector(".text")?.textContent ?? "").trim());
  for (const row of table.querySelectorAll("tbody tr")) {
    [...row.children].forEach((cell, place) => {
      const name = cell.classList.contains("action-checkbox") ? "" : names[place];
      if (name) cell.dataset.label = name;
    });
  }
});
