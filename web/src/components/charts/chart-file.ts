/**
 * A chart as an SVG file: what the screen shows, with its title, its period, its source and when it was made in the
 * file itself. Colours are written out, because no style sheet travels with the file, and are always those of the light
 * scheme, because the file goes into documents.
 */

import { t } from "../../i18n/translate";

export interface ChartFileAbout {
  title: string;
  /** «Del 1 al 30 de noviembre de 2026 · Bogotá». */
  period: string;
  /** Without extension. */
  fileName: string;
}

const SOURCE = t("Fuente: Atención, diario de hechos; las mismas cuentas que los indicadores del contrato.");
const STYLES = [
  ...["fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-linejoin", "opacity"],
  ...["font-size", "font-weight", "text-anchor", "paint-order"],
];
const FONT = "Atkinson Hyperlegible Next, Segoe UI, Roboto, sans-serif";
const [MARGIN, LINE, NARROWEST] = [16, 19, 520];
const [TITLE_SIZE, TEXT_SIZE, FOOT_SIZE] = [16, 13, 12];
/** Width of a letter, in parts of its size: a little more than the font's average, so that no text is cut. */
const LETTER = 0.56;
/** Width of the sample of a legend, with the space behind it; and the space between two entries. */
const [SAMPLE, BETWEEN] = [28, 20];

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
  return { head: [about.title, about.period], foot: [SOURCE, t("Hecho el {madeAt}.", { madeAt })] };
}

/** Return a text in lines of at most a width, broken between words. Pure. */
export function wrapped(text: string, size: number, width: number): string[] {
  const letters = Math.floor(width / (size * LETTER));
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const longer = `${lines.at(-1) ?? ""} ${word}`;
    if (lines.length > 0 && longer.length <= letters) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

/** An entry of the legend: a drawn sample, 22 by 12, and what it means. */
export interface LegendEntry {
  sample: string;
  text: string;
}

/** Return each entry of a legend with its place, in lines of at most a width. Pure. */
export function placedLegend(
  entries: readonly LegendEntry[],
  width: number,
): { entry: LegendEntry; left: number; line: number }[] {
  let [left, line] = [0, 0];
  return entries.map((entry) => {
    const needed = (entry.sample ? SAMPLE : 0) + entry.text.length * TEXT_SIZE * LETTER;
    if (left > 0 && left + needed > width) [left, line] = [0, line + 1];
    const placed = { entry, left, line };
    left += needed + BETWEEN;
    return placed;
  });
}

interface Piece {
  width: number;
  height: number;
  content: string;
}

/** Return an SVG document of pieces side by side, between its head and its foot. Pure. */
export function svgDocument(
  pieces: readonly Piece[],
  legend: readonly LegendEntry[],
  texts: { head: string[]; foot: string[] },
  { ink, paper }: { ink: string; paper: string },
): string {
  const drawn = pieces.reduce((sum, each) => sum + each.width, 0);
  const inner = Math.max(NARROWEST, drawn);
  const lines: string[] = [];
  let y = MARGIN;
  const write = (text: string, size: number, weight = 400) => {
    for (const each of wrapped(text, size, inner)) {
      lines.push(
        `<text x="${MARGIN}" y="${y + 13}" font-size="${size}" font-weight="${weight}" fill="${ink}">${escaped(each)}</text>`,
      );
      y += LINE;
    }
  };
  texts.head.forEach((each, index) => write(each, index ? TEXT_SIZE : TITLE_SIZE, index ? 400 : 650));
  const entries = placedLegend(legend, inner);
  for (const { entry, left, line } of entries) {
    const at = `${MARGIN + left} ${y + line * LINE}`;
    const textLeft = entry.sample ? SAMPLE : 0;
    lines.push(
      `<g transform="translate(${at})"><g transform="translate(0 3)">${entry.sample}</g>` +
        `<text x="${textLeft}" y="13" font-size="${TEXT_SIZE}" fill="${ink}">${escaped(entry.text)}</text></g>`,
    );
  }
  y += entries.length > 0 ? ((entries.at(-1)?.line ?? 0) + 1) * LINE : 0;
  const top = y + 10;
  let left = MARGIN;
  const placed = pieces.map((each) => {
    const moved = `<g transform="translate(${left} ${top})">${each.content}</g>`;
    left += each.width;
    return moved;
  });
  lines.push(...placed.reverse()); // the axis lies over the plot, as its names do on the screen
  y = top + Math.max(0, ...pieces.map((each) => each.height)) + 20;
  for (const each of texts.foot) write(each, FOOT_SIZE);
  const [width, height] = [Math.ceil(inner + 2 * MARGIN), Math.ceil(y + MARGIN - 4)];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${FONT}">`,
    `<title>${escaped(texts.head.join(" · "))}</title><desc>${escaped(texts.foot.join(" "))}</desc>`,
    `<rect width="${width}" height="${height}" fill="${paper}"/>`,
    ...lines,
    "</svg>",
  ].join("\n");
}

/** Return the document of the chart inside an element: its SVG parts, or its table of coloured cells. */
export function chartDocument(root: HTMLElement, about: ChartFileAbout, madeAt: string): string {
  return inLightScheme(() => {
    const parts = [...root.querySelectorAll<SVGSVGElement>("svg[data-part]")].map(svgPiece);
    const tables = [...root.querySelectorAll<HTMLTableElement>("table[data-part]")].map(tablePiece);
    const legend = [...root.querySelectorAll<HTMLElement>("[data-legend]")].map(legendEntry);
    const paper = getComputedStyle(document.documentElement).getPropertyValue("--sheet").trim() || "#ffffff";
    const colours = { ink: plainColour(getComputedStyle(root).color), paper };
    return svgDocument([...parts, ...tables], legend, fileTexts(about, madeAt), colours);
  });
}

const SCHEME = "data-mantine-color-scheme";
/** Read styles as the light scheme has them; nothing is painted until the scheme is back. */
function inLightScheme<Read>(read: () => Read): Read {
  const page = document.documentElement;
  const before = page.getAttribute(SCHEME);
  page.setAttribute(SCHEME, "light");
  try {
    return read();
  } finally {
    if (before === null) page.removeAttribute(SCHEME);
    else page.setAttribute(SCHEME, before);
  }
}

function legendEntry(source: HTMLElement): LegendEntry {
  const drawing = source.querySelector<SVGSVGElement>("svg");
  const tint = source.querySelector<HTMLElement>("[data-level]");
  const ground = tint && plainColour(getComputedStyle(tint).backgroundColor);
  const edge = tint && (tint.hasAttribute("data-few") ? DASHED : 'stroke="none"');
  const sample = drawing
    ? svgPiece(drawing).content
    : ground
      ? `<rect x="2" y="0" width="18" height="13" fill="${ground}" ${edge}/>`
      : "";
  return { sample, text: source.textContent?.trim() ?? "" };
}
/** The edge of a cell with few cases, which the screen hatches. */
const DASHED = 'stroke="#566f6e" stroke-width="1" stroke-dasharray="3 2"';

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
  for (const each of copy.querySelectorAll("[data-cursor]")) each.remove();
  const content = copy.innerHTML.replaceAll("&nbsp;", "\u00a0"); // XML has no such name
  return { width: source.width.baseVal.value, height: source.height.baseVal.value, content };
}

function tablePiece(table: HTMLTableElement): Piece {
  const scroller = table.parentElement;
  const [scrollLeft, scrollTop] = [scroller?.scrollLeft ?? 0, scroller?.scrollTop ?? 0];
  scroller?.scrollTo(0, 0); // headings that stick to the edge lie in their own place
  const piece = measuredTable(table);
  scroller?.scrollTo(scrollLeft, scrollTop);
  return piece;
}

function measuredTable(table: HTMLTableElement): Piece {
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
    const edge = cell.hasAttribute("data-few") ? ` ${DASHED}` : "";
    return [
      `<rect x="${x}" y="${y}" width="${box.width}" height="${box.height}" fill="${ground}"${edge}/>`,
      text(first, box.height / 2 + (second ? -1 : 4), 12),
      text(second, box.height / 2 + 12, 10),
    ].join("");
  });
  return { width: whole.width, height: whole.height, content: cells.join("") };
}
