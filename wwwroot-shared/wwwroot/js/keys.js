import { goAsk, keepEarly } from "./ask.js";

const chordMs = 1200;
let goUntil = 0;

function isTyping(target) {
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

// A box with its list open: Escape closes the list, and the arrows walk in it instead of moving the caret.
function isChoosing(target) {
  return target.getAttribute?.("role") === "combobox" && target.getAttribute("aria-expanded") === "true";
}

function click(root, selector) {
  const found = root?.querySelector(selector);
  if (!found) return false;
  found.click();
  return true;
}

const rows = () => [...document.querySelectorAll("[data-rows] tbody tr:not(.detail)")].filter(row => row.querySelector("td:not([colspan])"));
const currentRow = () => document.activeElement?.closest("[data-rows] tbody tr");

function step(by) {
  const all = rows();
  if (all.length === 0) return;
  const at = all.indexOf(currentRow());
  const next = all[Math.max(0, Math.min(all.length - 1, at < 0 ? 0 : at + by))];
  next.tabIndex = -1;
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

function onRow(selector) {
  return click(currentRow(), selector) || click(document.querySelector("main"), `[data-whole] ${selector}`);
}

function escape(target) {
  const open = document.querySelector("dialog[open]");
  if (open) open.close();
  else if (isChoosing(target)) return;
  else if (isTyping(target)) target.blur();
  else document.activeElement?.blur();
}

function press(event) {
  switch (event.key) {
    case "/": goAsk(); return true;
    case "?": document.querySelector("#keys-sheet")?.showModal(); return true;
    case "g": goUntil = performance.now() + chordMs; return true;
    case "j": step(1); return true;
    case "k": step(-1); return true;
    case "d": return onRow("[data-key=d]");
    case "p": return onRow("[data-key=p]");
    case "Enter": return event.target === currentRow() && onRow("[data-key=open]");
    default: return false;
  }
}

export function startKeys() {
  document.addEventListener("keydown", event => {
    if (isChoosing(event.target) && (event.key === "ArrowDown" || event.key === "ArrowUp")) event.preventDefault();
    if (!event.ctrlKey && !event.metaKey && !event.altKey && keepEarly(event.key)) { event.preventDefault(); return; }
    if (event.key === "Escape") { escape(event.target); return; }
    if (isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    if (performance.now() < goUntil) {
      goUntil = 0;
      if (click(document, `[data-go="${CSS.escape(event.key)}"]`)) { event.preventDefault(); return; }
    }
    if (press(event)) event.preventDefault();
  });
  document.addEventListener("click", event => {
    if (event.target.closest?.("[data-help]")) document.querySelector("#keys-sheet")?.showModal();
    if (event.target.closest?.("[data-close]")) event.target.closest("dialog")?.close();
  });
}
