// @vitest-environment happy-dom
import { describe, expect, it } from "vitest";
import type { Account } from "../../../api/types";
import type { Balance, Figure, Variant } from "../../../api/indicators";
import { parseView } from "../model/indicator-view";
import { homePath, railItems } from "../../../routes";
import { secondsLabel } from "./incidents/availability";
import { lineBalances, queueBalances } from "./indicators/closing-balance";
import { missedPhrase } from "./indicators/figure-chart";
import { tableRows } from "./indicators/figure-table";
import { exactBytesLabel } from "./sealed-periods";
import { variantDifference, spreadLabel } from "./indicators/sensitivity";

const figure = (line: string, queue: string, value: string | null = "1.00"): Figure => ({
  indicator: "asa",
  version: "0a",
  line,
  queue,
  kind: "period",
  starts_at: "2026-11-01T05:00:00Z",
  numerator: 1,
  denominator: 1,
  unit: "seconds",
  incomplete: false,
  value,
  target: null,
  meets: null,
  discount: null,
});
const view = parseView("", "2026-11-26");

describe("the figures of an indicator", () => {
  it("are sorted: the total, each line with its queues, the queues over all lines", () => {
    const figures = [
      figure("", ""),
      figure("", "pagos"),
      figure("bogota", "pagos"),
      figure("bogota", ""),
      { ...figure("x", ""), indicator: "otro" },
    ];
    const rows = tableRows(
      { begins: "", ends: "", by: "period", until: null, definitions: [], balances: [], figures } as never,
      view,
      "asa",
    );
    expect(rows.map(({ line, queue }) => `${line}/${queue}`)).toEqual(["/", "bogota/", "bogota/pagos", "/pagos"]);
  });
  it("say how many periods miss the target", () => {
    const figures = [figure("", "", "50.00"), figure("", "", null)].map((each, at) => ({ ...each, meets: at > 0 }));
    expect(missedPhrase(figures, { target: 80 })).toBe("1 de 2 períodos no cumplen la meta");
    expect(missedPhrase(figures, { target: null })).toBe("sin meta");
  });
});

describe("the closing balance", () => {
  const row = (line: string, queue: string): Balance =>
    ({
      line,
      queue,
      kind: "period",
      starts_at: "",
      entered: 0,
      received: 0,
      outcomes: {},
      moved: 0,
      in_progress: 0,
      difference: 0,
      incomplete: false,
      closes: true,
    }) as never;
  it("has a column for each line, with the total last, and one for each queue over all lines", () => {
    const rows = [row("", ""), row("bogota", ""), row("bogota", "pagos"), row("", "pagos")];
    expect(lineBalances(rows).map(({ line }) => line)).toEqual(["bogota", ""]);
    expect(queueBalances(rows).map(({ queue }) => queue)).toEqual(["pagos"]);
  });
});

describe("the sensitivity", () => {
  const variant = (value: string | null, meets: boolean | null): Variant =>
    ({ chosen: false, value, meets, numerator: 0, denominator: 1, discount: null, formula: {} }) as never;
  it("states the spread of the figure and how many variants meet the target", () => {
    expect(spreadLabel([variant("79.12", false), variant("70.04", false), variant("82.41", true)], "percent")).toBe(
      "Según la fórmula, la cifra va de 70,04 % a 82,41 %; cumplen la meta 1 de 3.",
    );
    expect(spreadLabel([variant(null, null)], "percent")).toBe("No hubo llamadas con las que comparar.");
  });
  it("states the difference of two printed figures to the hundredth", () => {
    expect(variantDifference(variant("82.41", true), variant("79.12", true), "percent")).toBe("+3,29 puntos");
    expect(variantDifference(variant("17.10", true), variant("17.30", true), "seconds")).toBe("−0,20 s");
    expect(variantDifference(variant(null, null), variant("17.30", true), "seconds")).toBe("–");
  });
});

describe("the labels", () => {
  it("format durations and sizes", () => {
    expect([secondsLabel(0), secondsLabel(41), secondsLabel(600), secondsLabel(7500)]).toEqual([
      "–",
      "41 s",
      "10 min",
      "2 h 05 min",
    ]);
    expect([exactBytesLabel(0), exactBytesLabel(61_322_112)]).toEqual(["0 B", "61,3 MB"]);
  });
});

describe("the first screen", () => {
  const account = (...permissions: string[]): Account => ({ permissions, advisor: null }) as never;
  it("is the figures for the interventoría, whose navigation has one item for the contract", () => {
    const oversight = account(
      "calls.read",
      "board.read",
      "service_level.read",
      "report.read",
      "observation.read",
      "observation.make",
    );
    expect(homePath(oversight)).toBe("/indicadores");
    expect(railItems(oversight).map(({ name }) => name)).toEqual(["Tablero", "Llamadas", "Contrato", "Anuncios"]);
    expect(homePath(account("board.read", "service_level.read", "observation.read"))).toBe("/tablero");
  });
});
