import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const CSS = readFileSync("src/tokens.css", "utf8");

function tokens(scheme: "light" | "dark"): Record<string, string> {
  const blocks = [...CSS.matchAll(/:root(\[[^{]*\])? \{([^}]*)\}/g)].filter(
    ([, where]) => !where || where.includes(scheme),
  );
  return Object.fromEntries(
    blocks.flatMap(([, , body]) =>
      [...(body ?? "").matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name, value]) => [name, value]),
    ),
  );
}

/** Return the relative luminance of WCAG 2.2. */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

const GROUNDS = ["paper", "sheet", "sheet-2"];
const STATES = ["available", "offered", "talking", "wrap-up", "paused", "offline"];
const PAIRS: [string, string][] = [
  ...["ink", "ink-2", "ink-3", "accent", "good", "bad", ...STATES].flatMap((text) =>
    GROUNDS.map((ground): [string, string] => [text, ground]),
  ),
  ...STATES.map((state): [string, string] => [state, `${state}-soft`]),
  ...STATES.flatMap((state): [string, string][] => [
    ["ink", `${state}-soft`],
    ["ink-2", `${state}-soft`],
  ]),
  ["ink", "bad-soft"],
  ["ink", "accent-soft"],
  ["ink", "sheet-3"],
  ["rail-ink", "rail"],
  ["rail-ink-2", "rail"],
  ["rail-ink-2", "rail-2"],
  ["ember-ink", "ember"],
];

describe.each(["light", "dark"] as const)("the colours, %s,", (scheme) => {
  const known = tokens(scheme);
  it.each(PAIRS)("give %s on %s a contrast of at least 4.5 to 1", (text, ground) => {
    expect(contrast(known[text] ?? "", known[ground] ?? "")).toBeGreaterThanOrEqual(4.5);
  });
  it.each(["sheet", "sheet-2"])("give the edge of a control on %s a contrast of at least 3 to 1", (ground) => {
    expect(contrast(known["edge-control"] ?? "", known[ground] ?? "")).toBeGreaterThanOrEqual(3);
  });
});
