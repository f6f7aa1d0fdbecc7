import { describe, expect, it } from "vitest";
import type { LargeClient, Novelty } from "../../../api/large-clients";
import { EMPTY_CLIENT, EMPTY_CONTACT, fieldsOf, isCompleteClient, toClientUpdate } from "./large-clients";
import {
  deliverySteps,
  EMPTY_NOVELTY,
  isCompleteNovelty,
  newNoveltyPath,
  noveltyOfAddress,
  noveltyTone,
  owedLabel,
  toNewNovelty,
  toNoveltyFilter,
} from "./novelties";

const SENT: Novelty["deliveries"][number] = {
  recipient: "technology",
  recipient_name: "Tecnología",
  sent_on: "2026-12-04",
  receipt_due_on: "2026-12-07",
  received_on: null,
  receipt_late: false,
  answer_due_on: "2026-12-14",
  answered_on: null,
  answer_late: false,
};

describe("a recipient of a novelty", () => {
  const reminders = [{ recipient: "technology" as const, missing: "receipt" as const, at: "2026-12-08T13:00:00Z" }];
  const steps = (change = {}, state = "sent" as Novelty["state"]) =>
    deliverySteps({ ...SENT, ...change }, { state, reminders });

  it("has the last days of what it owes, what is late, and its reminder", () => {
    expect(steps().map(({ day }) => day)).toEqual([
      expect.stringMatching(/^\S*4\S*/),
      expect.stringMatching(/^a más tardar el /),
      expect.stringMatching(/^a más tardar el /),
    ]);
    const [, receipt, answer] = steps({ receipt_late: true });
    expect([receipt?.tone, answer?.tone, answer?.note]).toEqual(["bad", undefined, ""]);
    expect(receipt?.note).toMatch(/^vencido · recordado el /);
  });

  it("has the days of what it did, and whether that was late", () => {
    const [, receipt, answer] = steps({ received_on: "2026-12-09", receipt_late: true, answered_on: "2026-12-10" });
    expect([receipt?.tone, receipt?.note.split(" · ")[0]]).toEqual(["warn", "tarde"]);
    expect([answer?.tone, answer?.note]).toEqual(["good", ""]);
  });

  it("owes nothing of a novelty that is closed or annulled", () => {
    const [, receipt, answer] = steps({ receipt_late: true }, "annulled");
    expect([receipt?.day, answer?.day, receipt?.tone]).toEqual(["–", "–", undefined]);
  });
});

describe("a novelty in a list", () => {
  it("is marked when a reply is late", () => {
    expect(noveltyTone({ state: "sent", owed: 1 })).toBe("bad");
    expect(noveltyTone({ state: "sent", owed: 0 })).toBe("warn");
    expect([owedLabel(0), owedLabel(1), owedLabel(2)]).toEqual(["", "1 vencido", "2 vencidos"]);
  });

  it("is filtered by flags that the address has as text", () => {
    expect(toNoveltyFilter({ pending: "true", kind: "failure" })).toEqual({ pending: true, kind: "failure" });
  });
});

describe("the form of a novelty", () => {
  const form = { ...EMPTY_NOVELTY, client: "a", channel: "telefono", source: "monitoring", kind: "failure", once: "1" };

  it("needs a description, and sends no empty evidence", () => {
    expect(isCompleteNovelty(form)).toBe(false);
    const whole = { ...form, description: " Se corta. " };
    expect(isCompleteNovelty(whole)).toBe(true);
    expect(toNewNovelty(whole)).toMatchObject({ description: "Se corta.", call: null, ticket: null, found_on: null });
  });

  it("begins with the client and the evidence of the address", () => {
    const fields = (path: string) => noveltyOfAddress(new URL(path, "http://a").search);
    expect(fields(newNoveltyPath("0a0a"))).toEqual({ client: "0a0a", call: "", ticket: "" });
    expect(fields(newNoveltyPath("0a0a", { call: "c 1" }))).toEqual({ client: "0a0a", call: "c 1", ticket: "" });
    expect(fields(newNoveltyPath("0a0a", { ticket: "2026-1" })).ticket).toBe("2026-1");
  });
});

describe("the form of a client", () => {
  const whole = { ...EMPTY_CLIENT, nit: "1", name: "U", manager: "coco", service: "Giros", since: "2026-01-01" };

  it("needs a last day only of an ended client, and a name of each contact", () => {
    expect(isCompleteClient(whole)).toBe(true);
    expect(isCompleteClient({ ...whole, response_hours: "0" })).toBe(false);
    expect(isCompleteClient({ ...whole, state: "ended" })).toBe(false);
    expect(isCompleteClient({ ...whole, contacts: [EMPTY_CONTACT] })).toBe(false);
  });

  it("keeps what was stored, and drops the last day of an active client", () => {
    const stored = { ...toClientUpdate(whole, 1), id: "0a", manager_name: "Coco", contacts: [], until: null };
    const fields = fieldsOf(stored as unknown as LargeClient);
    expect(toClientUpdate({ ...fields, until: "2026-12-01" }, 2)).toMatchObject({ until: null, version: 2 });
    expect(fields.response_hours).toBe("24");
  });
});
