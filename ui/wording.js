// Whether a language model words the answers, where there is one: the visitor's choice, kept in this browser.
"use strict";

const CHOICE = "fingerpost-worded";
let applied = false;

const box = () => document.querySelector("#worded input");

/** Choose as this browser did before; once, as soon as there is something to choose. */
export function applyWording() {
  if (applied || !box()) return;
  applied = true;
  if (localStorage.getItem(CHOICE) === "no" && box().checked) box().click();
}

document.addEventListener("change", (event) => {
  if (event.target === box()) localStorage.setItem(CHOICE, event.target.checked ? "yes" : "no");
});
