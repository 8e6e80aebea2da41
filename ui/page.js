// What the page does in the browser beyond Gradio: move between a marker and its source, copy an answer as plain
// text, switch the theme, keep the focus where the reader has it. Panels and conversations have scripts of their own.
"use strict";

import { askWaiting } from "./asking.js";
import { takeReply } from "./command.js";
import { keepRecord, restoreLast } from "./conversations.js";
import { announce, closeSheet, openSheet, refocus, showPanel, tidyPanels } from "./panels.js";
import { applyWording } from "./wording.js";

const THEME = "fingerpost-theme";
let origin = null; // where the reader came from, to go back to
let focused = null; // what had the focus last

const byAddress = (link) => document.getElementById(link.getAttribute("href").slice(1));
const field = () => document.querySelector("#question textarea");

function showTurn(source) {
  const turn = source.closest(".turn");
  if (!turn) return;
  for (const other of document.querySelectorAll(".turn")) other.hidden = other !== turn;
}

function highlight(selector, chosen) {
  for (const element of document.querySelectorAll(selector + ".current")) element.classList.remove("current");
  chosen?.classList.add("current");
}

function goToSource(link) {
  // The last decision has no trace among the sources: it is the one in the panel of its own.
  const target = byAddress(link) ?? (link.hash.startsWith("#decision-") ? document.getElementById("decision") : null);
  if (!target) return;
  if (link.closest("#chat")) origin = link;
  showPanel(target.closest("#panel-decision") ? "decision" : "sources");
  showTurn(target);
  highlight(".source", target.matches(".source") ? target : null);
  highlight(".cite", link.matches(".cite") ? link : null);
  if (target.matches("details")) target.open = true;
  (target.querySelector(":scope > summary") ?? target).focus({ preventScroll: true });
  target.scrollIntoView({ block: target.matches(".source") ? "nearest" : "start" });
}

function goBack(target) {
  closeSheet();
  highlight(".source", null);
  highlight(".cite", null);
  target?.focus({ preventScroll: true });
  target?.scrollIntoView({ block: "nearest" });
}

function backTo(link) {
  // The same source may be cited more than once: return to the marker that was followed.
  const cameFrom = origin?.isConnected && origin.hash === "#" + link.closest(".source").id;
  goBack(cameFrom ? origin : byAddress(link));
}

async function copyAnswer(button) {
  const bubbles = [...document.querySelectorAll("#chat .bot-row")];
  const row = bubbles.filter((one) => one.compareDocumentPosition(button) & Node.DOCUMENT_POSITION_FOLLOWING).pop();
  const answer = row?.querySelector(".text") ?? row?.querySelector(".answer");
  if (!answer) return;
  const turn = row.querySelector(".answer").id.replace("answer-", "sources-");
  const sources = [...(document.getElementById(turn)?.querySelectorAll(".source") ?? [])].map((source) => {
    const text = (selector) => source.querySelector(selector).textContent.trim();
    const quote = [...source.querySelectorAll("mark")].map((mark) => mark.textContent.trim()).join(" | ");
    return `[${text(".number")}] ${text(".title")}, ${text(".section")}: "${quote}"`;
  });
  const paragraphs = [...answer.children].map((part) => part.textContent.trim());
  await navigator.clipboard.writeText([...paragraphs, ...sources].join("\n\n"));
  nameButton(button, "Copied");
  announce("Copied");
  setTimeout(() => nameButton(button, "Copy"), 1500);
}

function applyTheme() {
  const stored = localStorage.getItem(THEME);
  if (stored) document.body.classList.toggle("dark", stored === "dark");
}

function switchTheme() {
  localStorage.setItem(THEME, document.body.classList.contains("dark") ? "light" : "dark");
  applyTheme();
}

document.addEventListener("click", (event) => {
  const on = (selector) => event.target.closest?.(selector);
  const link = on('a[href^="#"]:is(.cite, .to-sources, .back)'); // a .cite may also lead into a document
  if (link) event.preventDefault();
  if (link && !on(".back")) goToSource(link);
  else if (on(".back")) backTo(link);
  else if (on("#panel-bar .close")) goBack(origin);
  else if (on(".open-panel")) (origin = on(".open-panel")), openSheet();
  else if (on(".theme")) switchTheme();
  else if (document.body.classList.contains("sheet-open") && !on("#panel")) goBack(origin);
});

document.addEventListener("click", (event) => {
  const button = event.target.closest?.('#chat button:is([aria-label="Copy message"], [aria-label="Copy"])');
  if (!button) return;
  event.stopImmediatePropagation(); // Gradio would copy the message's HTML
  copyAnswer(button);
}, true);

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  if (document.activeElement?.closest("#panel") || document.body.classList.contains("sheet-open")) goBack(origin);
});

document.addEventListener("focusin", (event) => (focused = event.target));

// A button that vanishes once it is used, such as an example, must not leave the keyboard nowhere.
function keepFocus() {
  if (!focused || focused.isConnected || document.activeElement !== document.body) return;
  const lost = focused;
  focused = null;
  if (refocus(lost) || matchMedia("(pointer: coarse)").matches) return; // on a phone the keyboard would come up
  field()?.focus();
}

// Gradio labels each bubble with its raw message and its buttons with its own words; say what they do here.
const NAMES = { "Copy message": "Copy", Retry: "Ask again", Undo: "Edit question" };
function tidyChat() {
  for (const bubble of document.querySelectorAll("#chat [data-testid][aria-label]")) bubble.removeAttribute("aria-label");
  for (const [label, name] of Object.entries(NAMES))
    for (const button of document.querySelectorAll(`#chat button[aria-label="${label}"]`)) nameButton(button, name);
  for (const button of document.querySelectorAll("#question .submit-button")) nameButton(button, "Ask");
  for (const button of document.querySelectorAll("#question .stop-button")) nameButton(button, "Stop");
  document.querySelector("#chat .placeholder-content")?.setAttribute("role", "none");
  const examples = document.querySelector("#chat .examples"); // a list without items, as Gradio has it
  examples?.setAttribute("role", "group");
  examples?.setAttribute("aria-label", "Example questions");
  const log = document.querySelector("#chat [role=log]");
  log?.setAttribute("aria-busy", String(!!log.querySelector(".live"))); // read out once it is whole
}

function nameButton(button, name) {
  if (button.title === name) return;
  button.title = name;
  button.setAttribute("aria-label", name);
}

let started = false;
function start() {
  started = true;
  const place = Object.assign(document.createElement("p"), { id: "announcer", className: "unseen" });
  place.setAttribute("role", "status");
  document.body.append(place);
  applyTheme();
  field().focus();
  restoreLast();
}

function update() {
  tidyChat();
  if (!started && field() && document.querySelector("#command textarea")) start();
  if (!started) return;
  tidyPanels();
  applyWording();
  keepRecord();
  takeReply();
  askWaiting();
  keepFocus();
}

new MutationObserver(update).observe(document.documentElement, { childList: true, subtree: true });
update(); // the page may have been complete before this script was
