// The pages of imports: a file chosen is looked at before it is sent, and progress is followed.
"use strict";

function followUpload(form) {
  const input = form.querySelector("input[type=file]");
  const name = form.querySelector("[data-file-name]");
  const drop = form.querySelector("[data-drop]");
  const problem = document.querySelector("[data-upload-error]");

  const say = (text) => {
    problem.textContent = text;
    problem.hidden = !text;
  };
  const look = () => {
    const file = input.files[0];
    if (!file) return;
    name.textContent = file.name;
    if (!/\.(csv|tsv|txt|xlsx)$/i.test(file.name)) say(form.dataset.wrongKind);
    else if (file.size > Number(form.dataset.most)) say(form.dataset.tooLarge);
    else return say("");
    input.value = "";
  };

  input.hasChangeListener = true; // so that the theme looks for no text field beside it
  input.addEventListener("change", look);
  for (const kind of ["dragover", "dragleave", "drop"]) {
    drop.addEventListener(kind, (event) => {
      event.preventDefault();
      drop.classList.toggle("imports-drop-over", kind === "dragover");
    });
  }
  drop.addEventListener("drop", (event) => {
    if (!event.dataTransfer.files.length) return;
    input.files = event.dataTransfer.files;
    look();
  });
  form.addEventListener("submit", () => {
    form.querySelector("button[type=submit]").disabled = true;
  });
}

async function followProgress(place) {
  try {
    const answer = await fetch(place.dataset.progress, { credentials: "same-origin" });
    if (answer.ok) {
      if (answer.headers.get("X-Import-Stage") !== place.dataset.stage) return location.reload();
      place.innerHTML = await answer.text();
    }
  } catch (error) {
    // The network comes back, or the person goes away.
  }
  setTimeout(followProgress, 1000, place);
}

document.querySelectorAll("[data-upload]").forEach(followUpload);
document.querySelectorAll("[data-progress]").forEach((place) => setTimeout(followProgress, 700, place));
