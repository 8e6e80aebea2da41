// A question sent while an answer is on its way stays in its field and is asked once that answer is complete.
"use strict";

const field = () => document.querySelector("#question textarea");
let waiting = false;

/** Whether an answer is on its way: the page then shows a button to stop it. */
function isRunning() {
  return !!document.querySelector("#question .stop-button");
}

// Stopping, too, leaves the question in its field: who stops may not want it asked at once.
function wait(now) {
  waiting = now;
  document.body.classList.toggle("question-waits", now); // the stylesheet says so under the field
}

/** Ask the question that waits, if its turn has come. */
export function askWaiting() {
  if (!waiting || isRunning()) return;
  wait(false);
  // Gradio submits a text box when Enter is pressed in it.
  field().dispatchEvent(new KeyboardEvent("keypress", { key: "Enter", bubbles: true }));
}

document.addEventListener("keypress", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.target !== field() || !isRunning()) return;
  event.preventDefault();
  event.stopImmediatePropagation(); // Gradio would drop it
  wait(!!field().value.trim());
  if (waiting) document.getElementById("announcer").textContent = "This is asked once the answer is complete.";
}, true);

document.addEventListener("input", (event) => event.target === field() && wait(false)); // changed: to be sent again

document.addEventListener("click", (event) => {
  if (event.target.closest?.("#anew, .open-conversations, #question .stop-button")) wait(false);
}, true);
