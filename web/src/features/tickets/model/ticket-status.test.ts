import { describe, expect, it } from "vitest";
import { attemptsSentence, enterMovesToDocument, countOpenTickets, formatTicketNumber } from "./ticket-status";

describe("asking how a petition is going", () => {
  it("says how many attempts are left", () => {
    expect([3, 1].map(attemptsSentence)).toEqual([
      "Quedan 3 intentos en esta llamada.",
      "Queda 1 intento en esta llamada.",
    ]);
  });
  it("goes on to the document only where it is asked for and not there yet", () => {
    expect([
      enterMovesToDocument(true, " "),
      enterMovesToDocument(true, "52"),
      enterMovesToDocument(false, ""),
    ]).toEqual([true, false, false]);
  });
  it("counts the open ones alone", () => {
    expect(countOpenTickets([{ status: "open" }, { status: "closed" }, { status: "open" }])).toBe(2);
  });
  it("shows a number with its dashes, however it was typed, and leaves alone what is none", () => {
    expect(["2026 000123 8", "20260001238", "2026-000123-8"].map(formatTicketNumber)).toEqual(
      Array(3).fill("2026-000123-8"),
    );
    expect(["2026 0001", "abc", " 12 "].map(formatTicketNumber)).toEqual(["2026 0001", "abc", "12"]);
  });
});
