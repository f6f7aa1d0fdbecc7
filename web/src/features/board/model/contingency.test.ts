import { describe, expect, it } from "vitest";
import type { ContingencyChoice } from "../../../api/contingency";
import { endOf, isComplete, modeOf, NEW_CONTINGENCY } from "./contingency";

const NOW = Date.parse("2026-12-01T15:10:00Z"); // 10:10 in Colombia

describe("the end of a contingency message", () => {
  it.each([
    ["15", "", "2026-12-01T15:25:00.000Z"],
    ["60", "08:00", "2026-12-01T16:10:00.000Z"],
    ["at", "11:30", "2026-12-01T16:30:00.000Z"],
    ["at", "10:10", "2026-12-02T15:10:00.000Z"],
    ["at", "08:00", "2026-12-02T13:00:00.000Z"],
    ["at", "", null],
  ] as const)("with «%s» and «%s» is %s", (duration, at, end) => expect(endOf({ duration, at }, NOW)).toBe(end));
});

describe("the form of a contingency message", () => {
  const full = { ...NEW_CONTINGENCY, lines: ["bogota"], message: "fallas", reason: "El CRM no abre." };
  it("is complete with a line, a message, an end and a reason", () => {
    expect(isComplete(full, NOW)).toBe(true);
    for (const gap of [{ lines: [] }, { message: "" }, { reason: " . " }, { duration: "at" as const }])
      expect(isComplete({ ...full, ...gap }, NOW)).toBe(false);
  });
  it("takes the only mode that the message allows", () => {
    const choice = { id: "cierre", name: "Cierre", text: "…", modes: ["instead"] } as ContingencyChoice;
    expect(modeOf(choice, "before")).toBe("instead");
    expect(modeOf({ ...choice, modes: ["before", "instead"] }, "before")).toBe("before");
    expect(modeOf(undefined, "before")).toBe("before");
  });
});
