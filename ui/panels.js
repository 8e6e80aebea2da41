// The panels beside the conversation: tabs, the sheet on narrow screens, and the controls of the decision panel.
"use strict";

import { saveFile, send } from "./command.js";

const tabs = () => [...document.querySelectorAll("#panel-bar .tab")];
const nameOf = (tab) => tab.id.replace("tab-", "");
const isNarrow = () => matchMedia("(max-width: 60rem)").matches;
const opened = new Set(); // ids of the <details> the reader has opened: an update draws them anew, closed
let current = "";
let result = "";

/** Show a panel, as a sheet where the screen is narrow. */
export function showPanel(name) {
  current = name;
  tidyPanels();
  if (isNarrow()) document.body.classList.add("sheet-open");
}

export function closeSheet() {
  document.body.classList.remove("sheet-open");
}

export function openSheet() {
  showPanel(current);
  document.getElementById(`tab-${current}`).focus();
}

/** Say something to those who listen to the page. */
export function announce(text) {
  const place = document.getElementById("announcer");
  if (place) place.textContent = text;
}

/** Set what the server's sanitiser leaves out, after each update. */
export function tidyPanels() {
  for (const tab of tabs()) {
    const name = nameOf(tab);
    current ||= name;
    const panel = document.getElementById(`panel-${name}`);
    set(tab, { "aria-selected": String(name === current), "aria-controls": panel.id, tabindex: name === current ? 0 : -1 });
    set(panel, { role: "tabpanel", "aria-labelledby": tab.id });
    panel.hidden = name !== current;
  }
  document.querySelector("#panel-bar [role=tablist]")?.setAttribute("aria-label", "Beside the conversation");
  const running = !!document.querySelector("#chat .answer.live");
  for (const group of document.querySelectorAll("#panel-decision fieldset")) group.disabled = running;
  for (const more of document.querySelectorAll("#panel-decision details[id]")) if (opened.has(more.id)) more.open = true;
  const picture = document.querySelector("#panel-decision svg.picture");
  if (picture && !picture.hasAttribute("viewBox")) {
    const [width, height] = ["width", "height"].map((side) => picture.getAttribute(side));
    set(picture, { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-labelledby": "picture-title picture-text" });
  }
  tellResult();
}

function tellResult() {
  const lead = document.querySelector("#panel-decision .lead")?.textContent ?? "";
  if (lead === result) return;
  if (result) announce(lead);
  result = lead;
}

function set(element, attributes) {
  for (const [name, value] of Object.entries(attributes))
    if (element.getAttribute(name) !== String(value)) element.setAttribute(name, value);
}

/** Focus what stands in the place of an element that an update has replaced; false where nothing does. */
export function refocus(lost) {
  const again = lost.id && document.getElementById(lost.id);
  if (!again) return false;
  for (let more = again.closest("details"); more; more = more.parentElement.closest("details")) more.open = true;
  again.focus();
  return document.activeElement === again;
}

document.addEventListener("click", (event) => {
  const tab = event.target.closest?.("#panel-bar .tab");
  const save = event.target.closest?.(".record-save");
  if (tab) showPanel(nameOf(tab));
  if (save) saveFile(save.closest(".record").querySelector("pre").textContent, "decision-record.md", "text/markdown");
});

document.addEventListener("keydown", (event) => {
  const all = tabs();
  const place = all.indexOf(document.activeElement);
  const steps = { ArrowRight: 1, ArrowLeft: -1 };
  if (place < 0 || !steps[event.key]) return;
  event.preventDefault();
  const next = all[(place + steps[event.key] + all.length) % all.length];
  showPanel(nameOf(next));
  next.focus();
});

document.addEventListener("change", (event) => {
  const choice = event.target.closest?.("#panel-decision .need input");
  if (choice) send({ do: "set-need", need: choice.name.replace("need-", ""), value: choice.value });
});

document.addEventListener("toggle", (event) => {
  if (!event.target.id || !event.target.isConnected || !event.target.closest("#panel-decision")) return;
  if (event.target.open) opened.add(event.target.id);
  else opened.delete(event.target.id);
}, true);
