// The box for questions: "/" goes there, and whoever began to type keeps it while the page is still being made.
const lettersMax = 400;
let early = null;
let isSent = false;
let isHeld = false;

const box = () => document.querySelector("#ask");
const isMade = () => document.querySelector("h1") !== null;

export function goAsk() {
  const found = box();
  if (found) { found.focus(); found.select(); }
  else if (!isMade()) early ??= "";
}

// What is typed behind "/" before there is a box; true when the key was kept.
export function keepEarly(key) {
  if (early === null) return false;
  if (key === "Escape") early = null;
  else if (key === "Backspace") early = early.slice(0, -1);
  else if (key === "Enter") isSent = true;
  else if (key.length === 1 && early.length < lettersMax) early += key;
  return true;
}

function handOver() {
  const [found, text] = [box(), early];
  early = null;
  if (!found || text === null) return;
  found.focus();
  found.value = text;
  found.dispatchEvent(new Event("input", { bubbles: true }));
  if (isSent) found.form.requestSubmit();
}

export function startAsk() {
  const making = new MutationObserver(() => {
    if (!box() && !isMade()) return;
    making.disconnect();
    handOver();
  });
  making.observe(document.body, { childList: true, subtree: true });
  // The router puts the focus on the heading of every new page, also when somebody types already; what was sent lets go.
  document.addEventListener("focusin", event => {
    if (event.target === box()) isHeld = true;
    else if (isHeld && event.relatedTarget === box() && event.target.matches("h1")) event.relatedTarget.focus();
  });
  document.addEventListener("pointerdown", event => { if (event.target !== box()) isHeld = false; });
  document.addEventListener("submit", event => { if (event.target.contains(box())) isHeld = false; }, true);
}
