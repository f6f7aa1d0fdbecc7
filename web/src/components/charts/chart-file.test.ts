import { describe, expect, it } from "vitest";
import { fileTexts, placedLegend, plainColour, svgDocument, wrapped } from "./chart-file";

const ABOUT = { title: "Abandono <5 %", period: "Del 1 al 30 de nov.", fileName: "abandono" };

describe("the file of a chart", () => {
  it("says its title, period, source and when it was made", () => {
    const piece = { width: 40, height: 30, content: "<rect/>" };
    const file = svgDocument(
      [piece],
      [{ sample: "<path/>", text: "No cumple" }],
      fileTexts(ABOUT, "1 de dic., 07:00"),
      {
        ink: "#000000",
        paper: "#ffffff",
      },
    );
    const words = [...file.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map((each) => each[1]);
    expect(words).toEqual([
      "Abandono &lt;5 %",
      "Del 1 al 30 de nov.",
      "No cumple",
      "Fuente: Atención, diario de hechos; las mismas cuentas que los indicadores",
      "del contrato.",
      "Hecho el 1 de dic., 07:00.",
    ]);
  });
  it("puts its pieces side by side", () => {
    const piece = { width: 40, height: 30, content: "" };
    const file = svgDocument([piece, piece], [], fileTexts(ABOUT, ""), { ink: "#000000", paper: "#ffffff" });
    expect([...file.matchAll(/translate\((\d+) /g)].map((each) => each[1])).toEqual(["56", "16"]);
  });
});

it("breaks long texts between words", () => {
  expect(wrapped("Nivel de atención y abandono", 10, 112)).toEqual(["Nivel de atención y", "abandono"]);
  expect(wrapped("Abandono", 10, 20)).toEqual(["Abandono"]);
});

it("puts entries of a legend side by side while there is room, behind their samples", () => {
  const entries = ["Abandono", "Meta", "No cumple"].map((text) => ({ sample: "<path/>", text }));
  const places = placedLegend(entries, 220).map(({ left, line }) => [Math.round(left), line]);
  expect(places).toEqual([
    [0, 0],
    [106, 0],
    [0, 1],
  ]);
});

it("writes colours that every viewer knows", () => {
  expect(plainColour("color(srgb 1 0.5 0)")).toBe("rgb(255, 128, 0)");
  expect(plainColour("color(srgb 0 0 1 / 0.4)")).toBe("rgba(0, 0, 255, 0.4)");
  expect(plainColour("rgb(1, 2, 3)")).toBe("rgb(1, 2, 3)");
});
