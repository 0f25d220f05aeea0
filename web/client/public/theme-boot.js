/* Sets the theme before the first paint. A file of its own, because the content policy forbids inline scripts. */
(function () {
  var choice = "system";
  try {
    choice = localStorage.getItem("parley.theme") || "system";
  } catch {
    /* storage may be forbidden: follow the system */
  }
  var theme = choice;
  if (choice === "system") {
    var dark = matchMedia("(prefers-color-scheme: dark)").matches;
    var contrast = matchMedia("(prefers-contrast: more)").matches;
    theme = (contrast ? "contrast-" : "") + (dark ? "dark" : "light");
  }
  document.documentElement.setAttribute("data-theme", theme);
})();
