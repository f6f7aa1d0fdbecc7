/**
 * A chart as a PNG image: the SVG document of its file, drawn on a canvas with the fonts of the page. A picture element
 * would need `blob:` or `data:` in the content security policy, and could not use these fonts.
 */

/** Pixels of the image for each pixel of the screen. */
const SCALE = 2;

type Drawing = Pick<
  CanvasRenderingContext2D,
  | ("save" | "restore" | "translate" | "fill" | "stroke" | "fillRect" | "strokeRect" | "setLineDash" | "beginPath")
  | ("arc" | "moveTo" | "lineTo" | "fillText" | "strokeText" | "globalAlpha" | "fillStyle" | "strokeStyle")
  | ("lineWidth" | "lineJoin" | "font" | "textAlign")
>;

/** Return the image of a document that `chartDocument` made. */
export async function chartImage(svg: string): Promise<Blob> {
  const root = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
  const canvas = document.createElement("canvas");
  canvas.width = numberOf(root, "width") * SCALE;
  canvas.height = numberOf(root, "height") * SCALE;
  const context = canvas.getContext("2d");
  if (!context) throw new Error("this browser draws no images");
  await document.fonts.ready;
  context.scale(SCALE, SCALE);
  paint(context, root, getComputedStyle(document.body).fontFamily);
  const image = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/png"));
  if (!image) throw new Error("the image is too large for this browser");
  return image;
}

const numberOf = (element: Element, name: string): number => Number.parseFloat(element.getAttribute(name) ?? "0") || 0;
const coloured = (colour: string | null): colour is string => colour !== null && colour !== "none";

/** Draw an element of a chart's document and those inside it; only the elements that charts have are known. */
export function paint(to: Drawing, element: Element, fontFamily: string): void {
  to.save();
  const moved = /translate\(([-\d.e]+)[ ,]+([-\d.e]+)\)/.exec(element.getAttribute("transform") ?? "");
  if (moved) to.translate(Number(moved[1]), Number(moved[2]));
  style(to, element);
  if (element.tagName === "text") writeText(to, element, fontFamily);
  else drawShape(to, element);
  for (const each of element.children) paint(to, each, fontFamily);
  to.restore();
}

function style(to: Drawing, element: Element): void {
  to.globalAlpha *= Number(element.getAttribute("opacity") ?? 1);
  to.fillStyle = element.getAttribute("fill") ?? "#000000";
  to.strokeStyle = element.getAttribute("stroke") ?? "#000000";
  to.lineWidth = Number.parseFloat(element.getAttribute("stroke-width") ?? "1");
  to.lineJoin = (element.getAttribute("stroke-linejoin") ?? "miter") as CanvasLineJoin;
  to.setLineDash((element.getAttribute("stroke-dasharray") ?? "").match(/[\d.]+/g)?.map(Number) ?? []);
}

function drawShape(to: Drawing, element: Element): void {
  const at = (name: string) => numberOf(element, name);
  const [filled, edged] = [element.getAttribute("fill") !== "none", coloured(element.getAttribute("stroke"))];
  switch (element.tagName) {
    case "rect": {
      const box = [at("x"), at("y"), at("width"), at("height")] as const;
      if (filled) to.fillRect(...box);
      if (edged) to.strokeRect(...box);
      return;
    }
    case "line":
      to.beginPath();
      to.moveTo(at("x1"), at("y1"));
      to.lineTo(at("x2"), at("y2"));
      if (edged) to.stroke();
      return;
    case "circle":
      to.beginPath();
      to.arc(at("cx"), at("cy"), at("r"), 0, 2 * Math.PI);
      if (filled) to.fill();
      if (edged) to.stroke();
      return;
    case "path": {
      const path = new Path2D(element.getAttribute("d") ?? "");
      if (filled) to.fill(path);
      if (edged) to.stroke(path);
    }
  }
}

const ALIGNMENTS: Record<string, CanvasTextAlign> = { start: "left", middle: "center", end: "right" };
function writeText(to: Drawing, element: Element, fontFamily: string): void {
  const size = Number.parseFloat(element.getAttribute("font-size") ?? "12");
  to.font = `${element.getAttribute("font-weight") ?? "400"} ${size}px ${fontFamily}`;
  to.textAlign = ALIGNMENTS[element.getAttribute("text-anchor") ?? "start"] ?? "left";
  const place = [element.textContent ?? "", numberOf(element, "x"), numberOf(element, "y")] as const;
  if (coloured(element.getAttribute("stroke"))) to.strokeText(...place);
  to.fillText(...place);
}
