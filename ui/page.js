// What the page does in the browser beyond Gradio: move between a marker and its source, open and close the
// sources on narrow screens, copy an answer as plain text, switch the theme, save the decision record.
"use strict";

(() => {
  const THEME = "fingerpost-theme";
  let marker = null; // the marker the reader came from

  const byAddress = (link) => document.getElementById(link.getAttribute("href").slice(1));
  const isNarrow = () => matchMedia("(max-width: 60rem)").matches;

  function showTurn(source) {
    const turn = source.closest(".turn");
    if (!turn) return;
    for (const other of document.querySelectorAll(".turn")) other.hidden = other !== turn;
    if (isNarrow()) document.body.classList.add("sheet-open");
  }

  function highlight(selector, chosen) {
    for (const element of document.querySelectorAll(selector + ".current")) element.classList.remove("current");
    chosen?.classList.add("current");
  }

  function goToSource(link) {
    const source = byAddress(link);
    if (!source) return;
    if (link.closest("#chat")) marker = link;
    showTurn(source);
    highlight(".source", source.matches(".source") ? source : null);
    highlight(".cite", link.matches(".cite") ? link : null);
    if (source.matches("details")) source.open = true;
    (source.querySelector(":scope > summary") ?? source).focus({ preventScroll: true });
    source.scrollIntoView({ block: source.matches("details") ? "start" : "nearest" });
  }

  function goBack(target) {
    document.body.classList.remove("sheet-open");
    highlight(".source", null);
    highlight(".cite", null);
    target?.focus({ preventScroll: true });
    target?.scrollIntoView({ block: "nearest" });
  }

  function backTo(link) {
    // The same source may be cited more than once: return to the marker that was followed.
    const cameFrom = marker?.isConnected && marker.hash === "#" + link.closest(".source").id;
    goBack(cameFrom ? marker : byAddress(link));
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
    setTimeout(() => nameButton(button, "Copy"), 1500);
  }

  function saveRecord(button) {
    const text = button.closest(".record").querySelector("pre").textContent;
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "text/markdown" }));
    link.download = "decision-record.md";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
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
    else if (on(".evidence .close")) goBack(marker);
    else if (on(".theme")) switchTheme();
    else if (on(".record-save")) saveRecord(on(".record-save"));
    else if (document.body.classList.contains("sheet-open") && !on("#panel")) goBack(marker);
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.('#chat button:is([aria-label="Copy message"], [aria-label="Copy"])');
    if (!button) return;
    event.stopImmediatePropagation(); // Gradio would copy the message's HTML
    copyAnswer(button);
  }, true);

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    if (document.activeElement?.closest("#panel") || document.body.classList.contains("sheet-open")) goBack(marker);
  });

  // Gradio labels each bubble with its raw message and its buttons with its own words; say what they do here.
  const NAMES = { "Copy message": "Copy", Retry: "Ask again", Undo: "Edit question" };
  function tidy() {
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
    log?.setAttribute("aria-busy", String(!!log.querySelector(".live")));
  }

  function nameButton(button, name) {
    if (button.title === name) return;
    button.title = name;
    button.setAttribute("aria-label", name);
  }

  let started = false;
  new MutationObserver(() => {
    tidy();
    const field = document.querySelector("#question textarea");
    if (!field || started) return;
    started = true;
    applyTheme();
    field.focus();
  }).observe(document.documentElement, { childList: true, subtree: true });
})();
