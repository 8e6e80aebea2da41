// A document page follows the theme chosen on the chat page, else the system's.
"use strict";

const theme = localStorage.getItem("fingerpost-theme");
const dark = theme ? theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
document.body.classList.toggle("dark", dark);
