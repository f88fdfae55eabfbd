// Sets the theme before anything is drawn.
(function () {
  var theme = "system";
  try { theme = JSON.parse(localStorage.getItem("parley.theme")) || theme; } catch (ignored) { /* Storage is switched off. */ }
  var dark = theme === "dark" || (theme === "system" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.dataset.theme = dark ? "dark" : "light";
})();
