import { describe, expect, it } from "vitest";
import { attemptsSentence, enterMovesToDocument, countOpenTickets, formatTicketNumber } from "./ticket-status";

describe("a request for a petition's status", () => {
  it("states how many attempts are left", () => {
    expect([3, 1].map(attemptsSentence)).toEqual([
      "Quedan 3 intentos en esta llamada.",
      "Queda 1 intento en esta llamada.",
    ]);
  });
  it("moves to the document only if it is required and empty", () => {
    expect([
      enterMovesToDocument(true, " "),
      enterMovesToDocument(true, "52"),
      enterMovesToDocument(false, ""),
    ]).toEqual([true, false, false]);
  });
  it("counts only open tickets", () => {
    expect(countOpenTickets([{ status: "open" }, { status: "closed" }, { status: "open" }])).toBe(2);
  });
  it("formats a complete number with dashes, and leaves other text unchanged", () => {
    expect(["2026 000123 8", "20260001238", "2026-000123-8"].map(formatTicketNumber)).toEqual(
      Array(3).fill("2026-000123-8"),
    );
    expect(["2026 0001", "abc", " 12 "].map(formatTicketNumber)).toEqual(["2026 0001", "abc", "12"]);
  });
});
