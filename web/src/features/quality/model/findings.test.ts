import { describe, expect, it } from "vitest";
import type { Finding, FindingOptions } from "../../../api/findings";
import {
  EMPTY_FORM,
  historyLine,
  isComplete,
  newFindingPath,
  originOf,
  ownersOf,
  parseSecond,
  secondLabel,
  sourcePath,
  termLabel,
  termTone,
  toFindingFilter,
  toNewFinding,
} from "./findings";

const FORM = { ...EMPTY_FORM, kind: "registro", severity: "leve", area: "operacion", owner: "sara", once: "clave-1" };

describe("the origin of a new finding", () => {
  it("is what the address names, or none", () => {
    expect(originOf("?evaluacion=2026-0007")).toEqual({ source: "evaluation", reference: "2026-0007" });
    expect(originOf("?observacion=2026-0001")).toEqual({ source: "observation", reference: "2026-0001" });
    expect(originOf("")).toEqual({ source: "manual", reference: "" });
    expect(originOf(new URL(newFindingPath("visita", "2026-0002"), "http://a").search).source).toBe("visit");
  });

  it("leads to its page, where it has one that the reader may open", () => {
    const may = ["visit.read", "evaluation.read"];
    expect(sourcePath({ source: "visit", reference: "2026-0002" }, may)).toBe("/calidad/visitas/2026-0002");
    expect(sourcePath({ source: "evaluation", reference: "2026-0007" }, may)).toBe("/calidad/evaluaciones/2026-0007");
    expect(sourcePath({ source: "evaluation", reference: "2026-0007" }, ["finding.read"])).toBeNull();
    expect(sourcePath({ source: "manual", reference: null }, may)).toBeNull();
  });
});

describe("the term of a finding", () => {
  it("is said in business days", () => {
    expect(termLabel({ standing: "in_term", days: 0 })).toBe("vence hoy");
    expect(termLabel({ standing: "in_term", days: 1 })).toBe("queda 1 día hábil");
    expect(termLabel({ standing: "late", days: 2 })).toBe("vencido hace 2 días hábiles");
    expect(termLabel({ standing: "corrected_late", days: 1 })).toBe("corregido 1 día hábil tarde");
    expect(termLabel({ standing: "void", days: 0 })).toBe("sin término");
  });

  it("warns in its last days", () => {
    expect([3, 2].map((days) => termTone({ standing: "in_term", days }))).toEqual([undefined, "warn"]);
    expect(termTone({ standing: "corrected", days: 0 })).toBe("good");
    expect(termTone({ standing: "late", days: 9 })).toBe("bad");
  });
});

describe("a second of a call", () => {
  it("is typed as minutes and seconds, or as seconds", () => {
    expect(["1:05", "65", "1:01:05", "x", "99:99:99"].map(parseSecond)).toEqual([65, 65, 3665, null, null]);
    expect([65, 3665].map(secondLabel)).toEqual(["1:05", "1:01:05"]);
  });
});

describe("the form of a finding", () => {
  it("is sent when it is complete", () => {
    expect(isComplete(FORM)).toBe(false);
    expect(isComplete({ ...FORM, description: "Celulares." })).toBe(true);
    expect(isComplete({ ...FORM, description: "Celulares.", second: "x" })).toBe(false);
    const sent = toNewFinding({ ...FORM, description: " Celulares. ", second: "1:05" }, originOf(""));
    expect(sent).toMatchObject({ reference: null, description: "Celulares.", second: 65, call: null, once: "clave-1" });
  });

  it("offers the owners of the area first", () => {
    const options: FindingOptions = {
      kinds: [],
      severities: [],
      areas: [{ id: "fondos", name: "Fondos" }],
      owners: [
        { user: "sara", name: "Sara", area: null },
        { user: "luz", name: "Luz", area: "fondos" },
      ],
    };
    expect(ownersOf(options, "fondos").map(({ label }) => label)).toEqual(["Luz (Fondos)", "Sara"]);
    expect(ownersOf(options, "operacion").map(({ value }) => value)).toEqual(["sara", "luz"]);
  });
});

describe("the history of a finding", () => {
  it("says owner and last day where they change", () => {
    const step = { owner: "sara", owner_name: "Sara", due_on: "2026-12-03" } as Finding["history"][number];
    expect(historyLine(step, undefined, "Abierto")).toBe("Abierto · responde Sara · hasta el 3 de diciembre de 2026");
    expect(historyLine(step, step, "Acción propuesta")).toBe("Acción propuesta");
  });
});

it("flags of the address become booleans of the API", () => {
  expect(toFindingFilter({ pending: "true", severity: "grave" })).toEqual({ pending: true, severity: "grave" });
});
