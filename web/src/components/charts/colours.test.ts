import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const CSS = readFileSync("src/tokens.css", "utf8");
/** Return a token of a colour scheme as linear red, green and blue. */
function token(scheme: "light" | "dark", name: string): number[] {
  const block = new RegExp(`color-scheme="${scheme}"\\] \\{([^}]*)\\}`).exec(CSS)?.[1] ?? "";
  const hex = new RegExp(`--${name}: #([0-9a-f]{6});`).exec(block)?.[1] ?? "";
  return [0, 2, 4].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
}

/** The colours as people see them who lack one kind of cone: Machado, Oliveira and Fernandes, 2009, severity 1. */
const EYES: Record<string, number[][]> = {
  "three cones": [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};
const seen = (colour: number[], eye: number[][]): number[] =>
  eye.map((row) =>
    Math.min(
      1,
      Math.max(
        0,
        row.reduce((sum, each, at) => sum + each * (colour[at] ?? 0), 0),
      ),
    ),
  );

/** Return a colour in CIE L*a*b*, D65. */
function lab([red = 0, green = 0, blue = 0]: number[]): number[] {
  const [x, y, z] = [
    (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505,
    0.2126 * red + 0.7152 * green + 0.0722 * blue,
    (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089,
  ].map((each) => (each > 0.008856 ? Math.cbrt(each) : 7.787 * each + 16 / 116)) as [number, number, number];
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}
const distance = (one: number[], other: number[]): number =>
  Math.hypot(...one.map((each, at) => each - (other[at] ?? 0)));

describe.each(["light", "dark"] as const)("the lines of a chart, %s,", (scheme) => {
  it.each(Object.keys(EYES))("differ for an eye with %s", (eye) => {
    const [main, compared] = ["accent", "offered"].map((name) => lab(seen(token(scheme, name), EYES[eye] ?? [])));
    expect(distance(main ?? [], compared ?? [])).toBeGreaterThan(20);
  });
});
