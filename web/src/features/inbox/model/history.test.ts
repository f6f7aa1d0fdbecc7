import { describe, expect, it } from "vitest";
import type { HistoryEntry, TicketMessage, StatusReading } from "../../../api/tickets";
import { isUndelivered, ticketTimeline } from "./history";

const entry = (version: number, at: string) => ({ version, at }) as HistoryEntry;
const message = (id: string, at: string) => ({ id, at, by: "mail" }) as TicketMessage;

describe("the timeline of a ticket", () => {
  it("is sorted latest first, with a step's messages above the step", () => {
    const entries = [entry(1, "2026-11-25T10:00:00Z"), entry(2, "2026-11-25T12:00:00Z")];
    const messages = [message("a", "2026-11-25T10:00:00Z"), message("b", "2026-11-25T11:00:00Z")];
    const readings = [{ id: "1", at: "2026-11-25T13:00:00Z", told: "leyó cómo va" } as StatusReading];
    expect(ticketTimeline({ entries, messages, readings })).toEqual([
      readings[0],
      entries[1],
      messages[1],
      messages[0],
      entries[0],
    ]);
  });
  it("marks undelivered messages, and none that are under way", () => {
    expect((["bounced", "failed", "uncertain", "returned"] as const).every((state) => isUndelivered({ state }))).toBe(
      true,
    );
    expect(
      (["waiting", "handed", "sent", "written", "dispatched", "delivered"] as const).some((state) =>
        isUndelivered({ state }),
      ),
    ).toBe(false);
  });
});
