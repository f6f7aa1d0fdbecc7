import { describe, expect, it } from "vitest";
import { fileTexts, packed, plainColour, svgDocument } from "./chart-file";

const ABOUT = { title: "Abandono <5 %", period: "Del 1 al 30 de nov.", fileName: "abandono" };

describe("the file of a chart", () => {
  it("says its title, period, source and when it was made", () => {
    const piece = { width: 40, height: 30, content: "<rect/>" };
    const file = svgDocument([piece], ["No cumple"], fileTexts(ABOUT, "1 de dic., 07:00"), {
      ink: "#000000",
      paper: "#ffffff",
    });
    const words = [...file.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map((each) => each[1]);
    expect(words).toEqual([
      "Abandono &lt;5 %",
      "Del 1 al 30 de nov.",
      "No cumple",
      expect.stringContaining("Fuente: Atención"),
      "Hecho el 1 de dic., 07:00.",
    ]);
  });
  it("puts its pieces side by side", () => {
    const piece = { width: 40, height: 30, content: "" };
    const file = svgDocument([piece, piece], [], fileTexts(ABOUT, ""), { ink: "#000000", paper: "#ffffff" });
    expect([...file.matchAll(/translate\((\d+) /g)].map((each) => each[1])).toEqual(["56", "16"]);
  });
});

it("breaks a long legend into lines", () => {
  expect(packed(["● Abandono", "┄ Meta", "▼ No cumple"], 22)).toEqual(["● Abandono   ┄ Meta", "▼ No cumple"]);
  expect(packed([], 22)).toEqual([]);
});

it("writes colours that every viewer knows", () => {
  expect(plainColour("color(srgb 1 0.5 0)")).toBe("rgb(255, 128, 0)");
  expect(plainColour("color(srgb 0 0 1 / 0.4)")).toBe("rgba(0, 0, 255, 0.4)");
  expect(plainColour("rgb(1, 2, 3)")).toBe("rgb(1, 2, 3)");
});
