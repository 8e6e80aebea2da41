// Conversations are kept in this browser: saved after each turn, listed, named, opened, deleted, exported.
// Each chat page of the site has its own: what one answers from, another may not have.
"use strict";

import { send } from "./command.js";

const PLACE = location.pathname === "/" ? "" : `@${location.pathname}`;
const PREFIX = `fingerpost-conversation${PLACE}-`;
const OPEN = `fingerpost-open${PLACE}`; // the conversation of this tab; another tab starts with an empty one
let shown = ""; // the record that the page shows
let dialog = null;

const read = (id) => JSON.parse(localStorage.getItem(PREFIX + id) ?? "null");

function write(entry) {
  try {
    localStorage.setItem(PREFIX + entry.id, JSON.stringify(entry));
  } catch {
    document.getElementById("announcer").textContent = "This browser has no room to keep the conversation.";
  }
}

function all() {
  const ids = Object.keys(localStorage).filter((key) => key.startsWith(PREFIX)).map((key) => key.slice(PREFIX.length));
  return ids.map(read).sort((one, other) => other.saved.localeCompare(one.saved));
}

const shorten = (text) => (text.length > 60 ? text.slice(0, 58).replace(/\s+\S*$/, "") + "…" : text);

/** Keep the conversation as the page has it now. */
export function keepRecord() {
  const text = document.querySelector("#record pre")?.textContent ?? "";
  if (text === shown) return;
  shown = text;
  if (!text) return sessionStorage.removeItem(OPEN);
  const record = JSON.parse(text);
  const before = read(record.id);
  if (before?.record === text) return;
  const name = before?.name ?? shorten(record.turns[0]?.[0] ?? "Needs set by hand");
  write({ id: record.id, name, saved: new Date().toISOString(), record: text });
  sessionStorage.setItem(OPEN, record.id);
}

/** Bring back the conversation that this tab had before it was reloaded. */
export function restoreLast() {
  const id = sessionStorage.getItem(OPEN);
  if (id && read(id)) open(id);
}

function open(id) {
  sessionStorage.setItem(OPEN, id);
  send({ do: "restore", record: read(id).record });
}

function make(tag, properties, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

function button(label, action, className = "") {
  return make("button", { type: "button", textContent: label, className, onclick: action });
}

function draw() {
  const now = sessionStorage.getItem(OPEN);
  const list = all();
  const entries = list.map((entry) => drawEntry(entry, entry.id === now));
  const exports = ["markdown", "json"].map((form) => {
    const save = button(form === "json" ? "JSON" : "Markdown", () => send({ do: "export", form, name: read(now).name }));
    save.setAttribute("aria-label", `Export as ${save.textContent}`);
    return save;
  });
  dialog.replaceChildren(
    make("div", { className: "head" }, make("h2", { textContent: "Conversations" }), button("Close", () => dialog.close())),
    make("p", { textContent: "Kept in this browser only. Answers are worked out again from the sources when you open one." }),
    list.length ? make("ul", {}, ...entries) : make("p", { className: "none", textContent: "None yet." }),
    now && read(now) ? make("p", { className: "export" }, "Export the open one: ", ...exports) : "",
  );
}

function drawEntry(entry, isOpen) {
  const when = new Date(entry.saved).toLocaleString([], { dateStyle: "medium", timeStyle: "short" });
  const title = button(entry.name, () => (dialog.close(), isOpen || open(entry.id)), "title");
  if (isOpen) title.setAttribute("aria-current", "true");
  const rename = button("Rename", () => editName(entry, line));
  const remove = button("Delete", () => askToDelete(entry, remove));
  for (const [one, verb] of [[rename, "Rename"], [remove, "Delete"]]) one.setAttribute("aria-label", `${verb} ${entry.name}`);
  const line = make("div", { className: "line" }, title, rename, remove);
  return make("li", {}, line, make("span", { className: "when", textContent: isOpen ? `${when}, open now` : when }));
}

function editName(entry, line) {
  const field = make("input", { value: entry.name, maxLength: 80 });
  field.setAttribute("aria-label", "Name");
  const form = make("form", { className: "line" }, field, make("button", { type: "submit", textContent: "Save" }));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (field.value.trim()) write({ ...entry, name: field.value.trim() });
    redrawAt(entry.id);
  });
  line.replaceWith(form);
  field.focus();
  field.select();
}

function askToDelete(entry, remove) {
  if (remove.textContent !== "Delete") {
    localStorage.removeItem(PREFIX + entry.id);
    if (sessionStorage.getItem(OPEN) === entry.id) {
      sessionStorage.removeItem(OPEN);
      document.getElementById("anew").click();
    }
    redrawAt("");
    return;
  }
  remove.textContent = "Delete for good";
  remove.setAttribute("aria-label", `Delete ${entry.name} for good`);
  remove.addEventListener("blur", () => (remove.textContent = "Delete"), { once: true });
}

function redrawAt(id) {
  const place = all().findIndex((entry) => entry.id === id);
  draw();
  (dialog.querySelectorAll(".title")[place] ?? dialog.querySelector("button")).focus();
}

document.addEventListener("click", (event) => {
  if (!event.target.closest?.(".open-conversations")) return;
  dialog ??= document.body.appendChild(make("dialog", { id: "conversations" }));
  dialog.setAttribute("aria-label", "Conversations");
  draw();
  dialog.showModal();
});
