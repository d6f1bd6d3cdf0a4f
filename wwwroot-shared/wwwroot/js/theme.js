const choices = ["light", "dark", "system"];
const yearSeconds = 31536000;

// The server reads the cookie, so the next page has the right ground from its first paint.
function choose(theme) {
  document.documentElement.dataset.theme = theme;
  document.cookie = `theme=${theme}; path=/; max-age=${yearSeconds}; samesite=strict`;
}

export function startTheme() {
  document.addEventListener("click", event => {
    const button = event.target.closest?.("[data-theme-next]");
    if (!button) return;
    const now = choices.indexOf(document.documentElement.dataset.theme);
    choose(choices[(now + 1) % choices.length]);
  });
}
