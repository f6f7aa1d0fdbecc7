/**
 * A chart as an SVG file: what the screen shows, with its title, its period, its source and when it was made in the
 * file itself. Colours are written out, because no style sheet travels with the file.
 */

export interface ChartFileAbout {
  title: string;
  /** «Del 1 al 30 de noviembre de 2026 · Bogotá». */
  period: string;
  /** Without extension. */
  fileName: string;
}

const SOURCE = "Fuente: Atención, diario de hechos; las mismas cuentas que los indicadores del contrato.";
const STYLES = [
  ...["fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-linejoin", "opacity"],
  ...["font-size", "font-weight", "text-anchor", "paint-order"],
];
const FONT = "Atkinson Hyperlegible Next, Segoe UI, Roboto, sans-serif";
const [MARGIN, LINE] = [16, 19];
/** Width of a letter of the legend. */
const LETTER = 7.5;

/** Return a colour that every viewer of SVG knows: browsers also write `color(srgb …)`. */
export function plainColour(colour: string): string {
  const parts = /^color\(srgb ([\d.e-]+) ([\d.e-]+) ([\d.e-]+)(?: \/ ([\d.e-]+))?\)$/.exec(colour);
  if (!parts) return colour;
  const [red, green, blue] = parts.slice(1, 4).map((each) => Math.round(Number(each) * 255));
  return parts[4] === undefined ? `rgb(${red}, ${green}, ${blue})` : `rgba(${red}, ${green}, ${blue}, ${parts[4]})`;
}

const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (each) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[each] ?? each);

/** Return the lines of the file's head and foot. Pure. */
export function fileTexts(about: ChartFileAbout, madeAt: string): { head: string[]; foot: string[] } {
  return { head: [about.title, about.period], foot: [SOURCE, `Hecho el ${madeAt}.`] };
}

/** Return words in lines of at most some letters. Pure. */
export function packed(words: readonly string[], letters: number): string[] {
  const lines: string[] = [];
  for (const each of words) {
    const longer = `${lines.at(-1) ?? ""}   ${each}`;
    if (lines.length > 0 && longer.length <= letters) lines[lines.length - 1] = longer;
    else lines.push(each);
  }
  return lines;
}

interface Piece {
  width: number;
  height: number;
  content: string;
}

/** Return an SVG document of pieces side by side, between its head and its foot. Pure. */
export function svgDocument(
  pieces: readonly Piece[],
  legend: readonly string[],
  texts: { head: string[]; foot: string[] },
  { ink, paper }: { ink: string; paper: string },
): string {
  const width =
    Math.max(
      520,
      pieces.reduce((sum, each) => sum + each.width, 0),
    ) +
    2 * MARGIN;
  const tall = Math.max(0, ...pieces.map((each) => each.height));
  const top = MARGIN + (texts.head.length + legend.length) * LINE + 10;
  const height = top + tall + 14 + texts.foot.length * LINE + MARGIN;
  const line = (text: string, y: number, size: number, weight = 400) =>
    `<text x="${MARGIN}" y="${y}" font-size="${size}" font-weight="${weight}" fill="${ink}">${escaped(text)}</text>`;
  let left = MARGIN;
  const placed = pieces.map((each) => {
    const moved = `<g transform="translate(${left} ${top})">${each.content}</g>`;
    left += each.width;
    return moved;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${FONT}">`,
    `<title>${escaped(texts.head.join(" · "))}</title><desc>${escaped(texts.foot.join(" "))}</desc>`,
    `<rect width="${width}" height="${height}" fill="${paper}"/>`,
    ...texts.head.map((each, index) => line(each, MARGIN + 13 + index * LINE, index ? 13 : 16, index ? 400 : 650)),
    ...legend.map((each, index) => line(each, MARGIN + 13 + (texts.head.length + index) * LINE, 13)),
    ...placed.reverse(), // the axis lies over the plot, as its names do on the screen
    ...texts.foot.map((each, index) => line(each, top + tall + 14 + LINE + (index - 0.3) * LINE, 12)),
    "</svg>",
  ].join("\n");
}

/** Return the document of the chart inside an element: its SVG parts, or its table of coloured cells. */
export function chartDocument(root: HTMLElement, about: ChartFileAbout, madeAt: string): string {
  const parts = [...root.querySelectorAll<SVGSVGElement>("svg[data-part]")].map(svgPiece);
  const tables = [...root.querySelectorAll<HTMLTableElement>("table[data-part]")].map(tablePiece);
  const legend = [...root.querySelectorAll<HTMLElement>("[data-legend]")].map((each) =>
    `${each.dataset.legend === "true" ? "" : (each.dataset.legend ?? "")} ${each.textContent?.trim() ?? ""}`.trim(),
  );
  const width = [...parts, ...tables].reduce((sum, each) => sum + each.width, 0);
  const style = getComputedStyle(root);
  const paper = getComputedStyle(document.documentElement).getPropertyValue("--sheet").trim() || "#ffffff";
  const colours = { ink: plainColour(style.color), paper };
  const lines = packed(legend, Math.max(520, width) / LETTER);
  return svgDocument([...parts, ...tables], lines, fileTexts(about, madeAt), colours);
}

function svgPiece(source: SVGSVGElement): Piece {
  const copy = source.cloneNode(true) as SVGSVGElement;
  const originals = [...source.querySelectorAll("*")];
  [...copy.querySelectorAll("*")].forEach((each, index) => {
    const style = getComputedStyle(originals[index] as Element);
    for (const name of STYLES) {
      const value = style.getPropertyValue(name);
      if (value && value !== "none" && value !== "normal") each.setAttribute(name, plainColour(value));
      else if (name === "fill" && value === "none") each.setAttribute(name, "none");
    }
    each.removeAttribute("class");
  });
  return { width: source.width.baseVal.value, height: source.height.baseVal.value, content: copy.innerHTML };
}

function tablePiece(table: HTMLTableElement): Piece {
  const whole = table.getBoundingClientRect();
  const cells = [...table.querySelectorAll<HTMLTableCellElement>("th, td")].map((cell) => {
    const box = cell.getBoundingClientRect();
    const [x, y] = [box.left - whole.left, box.top - whole.top];
    const style = getComputedStyle(cell);
    const [first, second] = (cell.dataset.text ?? "").split("|");
    const middle = x + box.width / 2;
    const text = (words: string | undefined, at: number, size: number) =>
      words
        ? `<text x="${middle}" y="${y + at}" font-size="${size}" text-anchor="middle" fill="${plainColour(style.color)}">${escaped(words)}</text>`
        : "";
    const ground = cell.tagName === "TD" ? plainColour(style.backgroundColor) : "none";
    return [
      `<rect x="${x}" y="${y}" width="${box.width}" height="${box.height}" fill="${ground}"/>`,
      text(first, box.height / 2 + (second ? -1 : 4), 12),
      text(second, box.height / 2 + 12, 10),
    ].join("");
  });
  return { width: whole.width, height: whole.height, content: cells.join("") };
}
