const messages = {
  401: "This link or password is not valid any more. Run “webp2p open” on the node's machine for a fresh link.",
  429: "Too many attempts. Wait a minute, then try again.",
};

function say(text) {
  const place = document.querySelector("#login-problem");
  place.textContent = text;
  place.hidden = text === "";
}

async function signIn(body) {
  say("");
  const answer = await ask(body) ?? await ask(body);
  if (!answer) {
    say("The node does not answer. Is it still running?");
    return;
  }
  // 403: this browser is signed in already, so its next command would need the session's token; nothing is left to do here.
  if (!answer.ok && answer.status !== 403) {
    say(messages[answer.status] ?? `The node refused the sign-in (${answer.status}).`);
    return;
  }
  location.replace(await next());
}

/** Null when the node was not reached: a network that changes at this moment ends requests on their way, so it is asked twice. */
async function ask(body) {
  try {
    return await fetch("api/v1/session", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  } catch {
    return null;
  }
}

async function next() {
  const answer = await fetch("api/v1/setup", { cache: "no-store" });
  const setup = answer.ok ? await answer.json() : { done: true };
  return setup.done ? "./" : "setup";
}

const code = location.hash.slice(1);
if (code) {
  // The code leaves the address bar before anything else happens, so it is in no history entry.
  history.replaceState(null, "", location.pathname);
  signIn({ code });
}
document.querySelector("#login-form")?.addEventListener("submit", event => {
  event.preventDefault();
  signIn({ password: document.querySelector("#login-password").value });
});
