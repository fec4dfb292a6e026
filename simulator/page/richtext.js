// Turns the HTML of a message into nodes. The server sanitises it already; this list is the second
// lock: only these elements pass, with no attribute but a checked href.
import { button, el } from "./dom.js";

const ALLOWED = new Set(["B", "STRONG", "I", "EM", "U", "INS", "S", "STRIKE", "DEL", "CODE", "PRE",
  "BLOCKQUOTE", "BR"]);
const LINK = /^(https?:|tel:|mailto:)/i;
// A date such as 2026-11-23 has the digits of a telephone number: it is tried first and left alone.
const FOUND = new RegExp([
  "(?<date>\\b\\d{4}-\\d{2}-\\d{2}\\b)",
  "(?<url>https?://[^\\s<>\"]*[^\\s<>\".,;:!?)\\]])",
  "(?<command>(?<![\\w/.])/[a-z][a-z0-9_]{0,31}\\b)",
  "(?<phone>(?<![\\w.,/-])(?:\\+\\d{1,3}[ -]?)?(?:\\(\\d{1,4}\\)[ -]?)?\\d(?:[ -]?\\d){6,11}(?![\\w/-]))",
].join("|"), "g");

export function renderText(html, onCommand) {
  const source = new DOMParser().parseFromString(html, "text/html").body;
  const out = document.createDocumentFragment();
  copy(source, out, onCommand, true);
  return out;
}

function copy(from, to, onCommand, mayLink) {
  for (const node of from.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) {
      to.append(...(mayLink ? linked(node.data, onCommand) : [node.data]));
    } else if (node.nodeType === Node.ELEMENT_NODE) {
      const made = counterpart(node);
      const stops = ["A", "CODE", "PRE"].includes(node.tagName);
      copy(node, made ?? to, onCommand, mayLink && !stops);
      if (made) to.append(made);
    }
  }
}

// An element that is not on the list gives null: its text stays, the element goes.
function counterpart(node) {
  if (ALLOWED.has(node.tagName)) return el(node.tagName);
  if (node.tagName === "A" && LINK.test(node.getAttribute("href") ?? "")) {
    return anchor(node.getAttribute("href"));
  }
  if (node.classList.contains("spoiler")) return spoiler();
  return null;
}

export function anchor(href, ...children) {
  const outside = /^https?:/i.test(href);
  return el("a", { href, target: outside && "_blank", rel: outside && "noopener noreferrer" },
    ...children);
}

function spoiler() {
  const node = el("span", { class: "spoiler", role: "button", tabindex: "0",
    "aria-label": "Texto oculto: toque para leerlo" });
  const reveal = () => {
    node.classList.add("revealed");
    for (const name of ["role", "tabindex", "aria-label"]) node.removeAttribute(name);
  };
  node.addEventListener("click", reveal, { once: true });
  node.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === " ") { event.preventDefault(); reveal(); }
  });
  return node;
}

function linked(text, onCommand) {
  const parts = [];
  let end = 0;
  for (const match of text.matchAll(FOUND)) {
    const { url, command, phone } = match.groups;
    const [found] = match;
    if (!url && !command && !phone) continue;
    parts.push(text.slice(end, match.index));
    if (command) parts.push(button({ class: "command-link", onclick: () => onCommand(found) }, found));
    else parts.push(anchor(url ?? `tel:${found.replace(/[^\d+]/g, "")}`, found));
    end = match.index + found.length;
  }
  parts.push(text.slice(end));
  return parts;
}
