// Draws the diagrams of a page. A wide one is at least 60 % of its own size, so that its text can be read, and scrolls.
// The colours are those of the scheme in which the page was opened.
const LEAST_SCALE = 0.6;

async function drawDiagrams() {
  const chosen = document.body.dataset.theme;
  const isDark = chosen === "dark" || (chosen !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  mermaid.initialize({ startOnLoad: false, securityLevel: "strict", theme: isDark ? "dark" : "neutral" });
  await mermaid.run();
  for (const svg of document.querySelectorAll("pre.mermaid > svg")) {
    const own = svg.viewBox.baseVal.width;
    const frame = svg.parentElement;
    svg.style.minWidth = `${Math.min(own, Math.max(frame.clientWidth, own * LEAST_SCALE))}px`;
    frame.scrollLeft = (frame.scrollWidth - frame.clientWidth) / 2;
  }
}

addEventListener("load", drawDiagrams);
