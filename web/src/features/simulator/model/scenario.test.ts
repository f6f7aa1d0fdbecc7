import { describe, expect, it } from "vitest";
import type { SimulatorSite } from "../../../api/simulations";
import { callOf, faultsOf, firstCall, floorText, formOf, tryText, withInput } from "./scenario";

const SITE: SimulatorSite = {
  site_version: "0123456789abcdef",
  today: "2026-12-01",
  now: "10:05",
  lines: [{ id: "bogota", name: "Línea Bogotá", menu: "bogota" }],
  menus: [],
  steps: [],
  lookups: [{ step: "consulta", name: "Consulta", answers: [{ id: "found", label: "Se encontró" }] }],
  queues: [
    { id: "credito", name: "Crédito", full_from: 101 },
    { id: "quejas", name: "Quejas", full_from: null },
  ],
  messages: [{ id: "cierre", name: "Cierre", modes: ["instead"] }],
};

describe("the form of a simulated call", () => {
  it("begins now, with free advisors", () => {
    const form = formOf(firstCall(SITE), SITE, []);
    expect([form.line, form.day, form.at]).toEqual(["bogota", "2026-12-01", "10:05"]);
    expect(form.floor?.shifts).toEqual([{ queues: { credito: 10, quejas: 10 }, advisors: 3, busy: 0 }]);
  });

  it("fills each queue up to its limit", () => {
    const form = formOf({ ...firstCall(SITE), staff: "full" }, SITE, []);
    expect(form.floor?.waiting).toEqual({ credito: 101, quejas: 120 });
    const nobody = formOf({ ...firstCall(SITE), staff: "nobody" }, SITE, []);
    expect(nobody.floor?.shifts).toEqual([]);
  });

  it("keeps within what the simulator takes", () => {
    const queues = Array.from({ length: 6 }, (_, index) => ({
      id: `cola${String(index)}`,
      name: "Cola",
      full_from: 151,
    }));
    const form = formOf({ ...firstCall(SITE), staff: "full" }, { ...SITE, queues }, []);
    expect(Object.values(form.floor?.waiting ?? {})).toEqual(queues.map(() => 83));
  });

  it("has the mode that the message allows", () => {
    const form = formOf({ ...firstCall(SITE), message: "cierre", hidden: true }, SITE, []);
    expect([form.contingency, form.contingency_mode, form.caller?.number]).toEqual(["cierre", "instead", null]);
  });

  it("says what is missing", () => {
    expect(faultsOf(firstCall(SITE))).toEqual({});
    expect(Object.keys(faultsOf({ ...firstCall(SITE), day: "", at: "25:00", number: "x" }))).toEqual([
      "day",
      "at",
      "number",
    ]);
  });

  it("is filled by a saved call, and gives the same call again", () => {
    const saved = formOf(
      { ...firstCall(SITE), staff: "busy", hidden: true, largeClient: true, trusted: false },
      SITE,
      [],
    );
    const call = callOf(saved, SITE);
    expect([call.staff, call.hidden, call.largeClient]).toEqual(["busy", true, true]);
    expect(formOf(call, SITE, [])).toEqual(saved);
    const floor = {
      shifts: [{ queues: { credito: 8 }, advisors: 2, busy: 1 }],
      waiting: { quejas: 3 },
      talk_s: 60,
      answer_s: 3,
    };
    const lookups = { consulta: [{ outcome: "failed", values: {} }] };
    const other = callOf({ ...saved, floor, lookups }, SITE);
    expect(other.staff).toBe("saved");
    expect(formOf(other, SITE, [])).toMatchObject({ floor, lookups });
    expect(floorText(floor, SITE)).toBe("2 asesores en Crédito; ya hablan: 1. En espera en Quejas: 3.");
  });

  it("joins the keys of one question", () => {
    const typed = withInput([{ press: "12" }], { press: "3" }, true);
    expect(typed).toEqual([{ press: "123" }]);
    expect(withInput(typed, { press: "4" }, false)).toEqual([{ press: "123" }, { press: "4" }]);
    expect(withInput([{ press: "1".repeat(20) }], { press: "#" }, true)).toHaveLength(2);
  });

  it("becomes a try of the site's file", () => {
    const steps = [{ press: "1" }, { wait_s: 30 }, { do: "listen" as const }];
    const text = tryText(formOf(firstCall(SITE), SITE, steps), ["saludo_bogota"]);
    expect(text).toContain('    inputs:\n      - press: "1"\n      - wait_s: 30\n      - do: listen\n');
    expect(text).toContain("    hears: [saludo_bogota]\n");
  });
});
