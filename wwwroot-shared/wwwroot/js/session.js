// Signing out is a command of the session, so it carries the session's token.
async function signOut() {
  const session = await (await fetch("api/v1/session", { cache: "no-store" })).json();
  await fetch("api/v1/session", { method: "DELETE", headers: { "X-XSRF-TOKEN": session.antiforgeryToken } });
  location.assign("login");
}

export function startSession() {
  document.addEventListener("click", event => {
    if (event.target.closest?.("[data-sign-out]")) signOut();
  });
}
