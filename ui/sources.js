// Adding and removing one's own documents: each file is sent by itself, then the server reads them all.
"use strict";

(() => {
  const own = () => document.getElementById("own");
  const progress = () => document.getElementById("progress");
  const limit = Number(progress().dataset.limit);
  let busy = false;

  const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
  const post = (address, body) => fetch(address, { method: "POST", body });

  function tell(text, done = 0, total = 0) {
    let bar = progress().querySelector("progress");
    if (!bar) {
      const line = document.createElement("p");
      bar = Object.assign(document.createElement("progress"), { max: 1 });
      bar.setAttribute("aria-label", "Progress");
      progress().append(line, bar);
    }
    progress().querySelector("p").textContent = text;
    if (total) bar.value = done / total;
    else bar.removeAttribute("value"); // moving, without an end in sight
  }

  async function whenRead() {
    for (;;) {
      const state = await (await fetch("workspace/state")).json();
      if (!state.running) return;
      tell(state.total ? `Embedding passages: ${state.done} of ${state.total}` : "Reading", state.done, state.total);
      await pause(300);
    }
  }

  /** Show the documents as the server has them now, and what this browser could not send. */
  async function refresh(failed) {
    const page = new DOMParser().parseFromString(await (await fetch("sources")).text(), "text/html");
    own().replaceWith(page.getElementById("own"));
    if (!failed.length) return;
    const list = document.createElement("ul");
    list.className = "left-out";
    for (const [path, reason] of failed) {
      const item = document.createElement("li");
      item.textContent = `${path}: ${reason}`;
      list.append(item);
    }
    progress().after(Object.assign(document.createElement("h3"), { textContent: "Not sent" }), list);
  }

  /** Run a change, then the update that follows it; one at a time. */
  async function change(action) {
    if (busy) return;
    busy = true;
    const failed = [];
    try {
      await action(failed);
      await post("workspace/update");
      await whenRead();
    } catch (error) {
      failed.push(["Fingerpost", `does not answer (${error.message}); is it still running?`]);
    }
    busy = false;
    await refresh(failed).catch(() => tell("Fingerpost does not answer. Is it still running?"));
  }

  const send = (files) => change(async (failed) => {
    const visible = [...files].filter((file) => !/(^|\/)\./.test(file.webkitRelativePath || file.name));
    for (const [number, file] of visible.entries()) {
      const path = file.webkitRelativePath || file.name;
      tell(`Adding ${path}`, number, visible.length);
      if (file.size > limit) failed.push([path, `larger than ${limit / 1e6} MB; split it`]);
      else {
        const reply = await post(`workspace/file?path=${encodeURIComponent(path)}`, file);
        if (!reply.ok) failed.push([path, await reply.text()]); // what the server does not take is in its report
      }
    }
  });

  const remove = (keys) => change(async () => {
    tell("Removing");
    await post("workspace/remove", JSON.stringify({ keys }));
  });

  document.addEventListener("change", (event) => {
    if (event.target.matches("#own input[type=file]")) send(event.target.files);
  });

  document.addEventListener("click", (event) => {
    const on = (selector) => event.target.closest(selector);
    if (on(".remove")) remove([on(".remove").dataset.key]);
    if (on(".remove-all")) remove([...document.querySelectorAll("#own .remove")].map((button) => button.dataset.key));
  });

  if (progress().dataset.running === "true") whenRead().then(() => refresh([]));
})();
