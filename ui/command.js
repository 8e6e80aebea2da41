// Commands to the server, one at a time, and what comes back for saving.
"use strict";

const waiting = [];
let busy = true; // until the server has said that the page is ready: before, nothing listens to the field
let handled = ""; // the id of the last reply

/** Send a command once those before it are done. */
export function send(command) {
  waiting.push(command);
  sendNext();
}

function sendNext() {
  const field = document.querySelector("#command textarea");
  if (busy || !field || !waiting.length) return;
  busy = true;
  field.value = JSON.stringify(waiting.shift());
  field.dispatchEvent(new Event("input", { bubbles: true }));
  // Gradio submits a text box when Enter is pressed in it.
  field.dispatchEvent(new KeyboardEvent("keypress", { key: "Enter", bubbles: true }));
}

/** Take a reply, if one has come: save what it holds and send the next command. */
export function takeReply() {
  const reply = document.querySelector("#outbox pre");
  if (!reply || reply.id === handled) return;
  handled = reply.id;
  busy = false;
  if (reply.className === "md") saveFile(reply.textContent, "conversation.md", "text/markdown");
  if (reply.className === "json") saveFile(reply.textContent, "conversation.json", "application/json");
  sendNext();
}

export function saveFile(text, name, type) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
