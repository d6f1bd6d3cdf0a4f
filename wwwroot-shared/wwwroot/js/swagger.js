// The page that shows the API: every command carries the browser's antiforgery token, as the node wants it.
const plainFetch = window.fetch.bind(window);
let session;

async function antiforgeryToken() {
  session ??= await (await plainFetch("../api/v1/session")).json();
  return session.antiforgeryToken;
}

window.fetch = async (address, options = {}) => {
  const headers = new Headers(options.headers);
  if (!["GET", "HEAD"].includes((options.method ?? "GET").toUpperCase()) && !headers.has("Authorization")) {
    headers.set("X-XSRF-TOKEN", await antiforgeryToken());
  }
  return plainFetch(address, { ...options, headers });
};
