// Draws the diagrams of a page. The colours are those of the scheme in which the page was opened.
(() => {
  const chosen = document.body.dataset.theme;
  const isDark = chosen === "dark" || (chosen !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  mermaid.initialize({ startOnLoad: true, theme: isDark ? "dark" : "neutral", securityLevel: "strict" });
})();
