const askEveryMs = 1000;
const answerWithinMs = 3000;
let away = false;
let reloading = false;

async function nodeAnswers() {
  try {
    const answer = await fetch("health/live", { cache: "no-store", signal: AbortSignal.timeout(answerWithinMs) });
    return answer.ok;
  } catch {
    return false;
  }
}

function show(isAway) {
  away = isAway;
  document.querySelector("#away")?.classList.toggle("on", isAway);
  document.body.classList.toggle("stale", isAway);
}

// A circuit that the restarted node does not know cannot be resumed: only a new page brings live numbers back.
async function reloadWhenBack() {
  if (reloading) return;
  reloading = true;
  while (!await nodeAnswers()) await new Promise(next => setTimeout(next, askEveryMs));
  location.reload();
}

function react(modal) {
  const state = [...modal.classList].find(name => name.startsWith("components-reconnect-"))?.slice("components-reconnect-".length);
  if (state === "hide" || state === undefined) { show(false); return; }
  show(true);
  if (state === "failed" || state === "rejected") reloadWhenBack();
}

export function watchConnection() {
  const modal = document.querySelector("#components-reconnect-modal");
  if (!modal) return;
  new MutationObserver(() => react(modal)).observe(modal, { attributes: true, attributeFilter: ["class"] });
  // An unhandled fault ends the circuit without touching the element above.
  const fault = document.querySelector("#blazor-error-ui");
  if (fault) new MutationObserver(() => { if (!away) { show(true); reloadWhenBack(); } }).observe(fault, { attributes: true, attributeFilter: ["style"] });
}
