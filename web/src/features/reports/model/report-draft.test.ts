import { describe, expect, it } from "vitest";
import type { OwnReportCatalogue } from "../../../api/own-reports";
import {
  definitionOf,
  draftOf,
  fits,
  formOf,
  groupingOptions,
  newDraft,
  titleFault,
  withoutUnfit,
} from "./report-draft";

const CATALOGUE: OwnReportCatalogue = {
  figures: [
    { id: "calls.entered", family: "calls", name: "Ingresadas", groups: [[], ["day"], ["day", "line"]], filters: true },
    { id: "timeliness.share", family: "timeliness", name: "Oportunidad", groups: [[], ["area"]], filters: false },
  ],
  families: [],
  groupings: [
    { id: "day", name: "Día" },
    { id: "line", name: "Línea" },
    { id: "area", name: "Área" },
  ],
  periods: [],
  lines: [],
  queues: [],
  readers: [],
};
const draft = () => ({ ...newDraft("laura", "2026-11-30", CATALOGUE), title: "Llamadas" });

describe("a draft", () => {
  it("begins with figures that the site has", () => {
    expect(draft().tables).toEqual([{ groups: ["day"], figures: ["calls.entered"] }]);
  });
  it("is complete only with a title, a figure in each table and a format", () => {
    expect(formOf(draft())).toMatchObject({ title: "Llamadas", schedule: null, recipients: ["laura"] });
    expect(formOf({ ...draft(), title: " a " })).toBeNull();
    expect([" a ", "Llamadas"].map((title) => titleFault({ title }))).toEqual([
      "Escriba un título de 3 letras o más.",
      "",
    ]);
    expect(formOf({ ...draft(), tables: [{ groups: [], figures: [] }] })).toBeNull();
    expect(formOf({ ...draft(), formats: [] })).toBeNull();
  });
  it("needs fixed days in order, and has no schedule with them", () => {
    const fixed = {
      ...draft(),
      period: "fixed" as const,
      first: "2026-11-30",
      last: "2026-11-01",
      every: "day" as const,
    };
    expect(definitionOf(fixed)).toBeNull();
    expect(formOf({ ...fixed, last: "2026-11-30" })?.schedule).toBeNull();
    expect(formOf({ ...draft(), every: "day" })?.schedule).toMatchObject({ every: "day", hour: 7 });
  });
});

describe("the groups of a table", () => {
  it("are those that some figure allows, the fewest first", () => {
    expect(groupingOptions(CATALOGUE).map(({ label }) => label)).toEqual([
      "Solo el total",
      "Por día",
      "Por área",
      "Por día y línea",
    ]);
  });
  it("decide which figures fit, and so do the filters", () => {
    const [entered, share] = CATALOGUE.figures;
    const none = { line: "", queue: "" };
    expect(fits(entered!, ["day"], none)).toBe(true);
    expect(fits(share!, ["day"], none)).toBe(false);
    expect(fits(share!, [], { line: "bogota", queue: "" })).toBe(false);
  });
  it("drop the figures that no longer fit", () => {
    const changed = {
      ...draft(),
      tables: [{ groups: ["area" as const], figures: ["calls.entered", "timeliness.share"] }],
    };
    expect(withoutUnfit(changed, CATALOGUE).tables[0]?.figures).toEqual(["timeliness.share"]);
  });
});

describe("a stored report", () => {
  it("gives a draft that saves the same", () => {
    const form = formOf({ ...draft(), every: "week", weekday: "friday", line: "bogota" })!;
    const stored = {
      ...form,
      recipient_users: [{ id: "laura", name: "Laura" }],
      formats: form.formats,
      schedule: form.schedule,
    } as unknown as Parameters<typeof draftOf>[0];
    expect(formOf(draftOf(stored, "2026-12-01"))).toEqual(form);
  });
});
