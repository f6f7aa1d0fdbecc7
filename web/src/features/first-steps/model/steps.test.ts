import { describe, expect, it } from "vitest";
import type { FirstStep } from "../../../api/first-steps";
import { chosenStep, neighbours, promptTitle, stepFields, usedCalendars } from "./steps";

const STEPS: FirstStep[] = [
  { name: "entity", state: "done", lacks: [] },
  { name: "lines", state: "pending", lacks: ["example_number"] },
  { name: "hours", state: "done", lacks: [] },
];
const DOCUMENT = {
  lines: {
    principal: { greeting: "saludo", notice: "aviso", calendar: "atencion" },
    segunda: { greeting: "saludo2", calendar: "atencion" },
  },
};

describe("first steps", () => {
  it("opens the step of the address, or the first one that lacks something", () => {
    expect(chosenStep("?paso=hours", STEPS)).toBe("hours");
    expect(chosenStep("?paso=nada", STEPS)).toBe("lines");
    expect(chosenStep("", STEPS.slice(0, 1))).toBe("entity");
  });

  it("has no step before the first nor after the last", () => {
    expect(neighbours("entity", STEPS)).toEqual({ after: "lines" });
    expect(neighbours("lines", STEPS)).toEqual({ before: "entity", after: "hours" });
    expect(neighbours("hours", STEPS)).toEqual({ before: "lines" });
  });

  it("shows of each line its name, its numbers and what a caller hears first", () => {
    expect(stepFields("lines", DOCUMENT)).toEqual([
      ["lines", "principal", "name"],
      ["lines", "principal", "numbers"],
      ["prompts", "saludo", "text"],
      ["prompts", "aviso", "text"],
      ["lines", "segunda", "name"],
      ["lines", "segunda", "numbers"],
      ["prompts", "saludo2", "text"],
    ]);
    expect(stepFields("lines", {})).toEqual([]);
  });

  it("names a message by its first line and its place there", () => {
    const lines = { principal: { name: "Principal", greeting: "saludo", notice: "aviso_grabacion" } };
    expect(promptTitle({ lines }, "saludo")).toBe("Saludo de «Principal»");
    expect(promptTitle({ lines }, "aviso_grabacion")).toBe("Aviso de grabación y de datos de «Principal»");
    expect(promptTitle(DOCUMENT, "saludo2")).toBe("Saludo de «segunda»");
  });

  it("names each calendar of the lines once", () => {
    expect(usedCalendars(DOCUMENT)).toEqual(["atencion"]);
    expect(usedCalendars({})).toEqual([]);
  });
});
