import { describe, expect, it } from "vitest";
import type { Lookup } from "../../../api/customers";
import { canAsk, isWanted, nextRound, summary } from "./lookup-round";

const LOOKUPS = ["a", "b", "c"].map((id) => ({ id, key: "document" }) as Lookup);
const FIRST = { number: 0, wanted: [] };

describe("asking all systems", () => {
  it("asks those without an answer, and none twice while it waits", () => {
    expect(nextRound(FIRST, LOOKUPS, {})).toEqual({ number: 1, wanted: ["a", "b", "c"] });
    const round = nextRound(FIRST, LOOKUPS, { a: "answered", b: "failed", c: "waiting" });
    expect(round.wanted).toEqual(["b"]);
    expect([isWanted(round, "b"), isWanted(round, "a")]).toEqual([true, false]);
  });

  it("asks all again once all have answered", () => {
    const states = { a: "answered", b: "answered", c: "answered" } as const;
    expect(nextRound({ number: 4, wanted: [] }, LOOKUPS, states)).toEqual({ number: 5, wanted: ["a", "b", "c"] });
  });

  it("needs a credit for a lookup by credit", () => {
    expect([canAsk("credit", []), canAsk("credit", ["1"]), canAsk("document", [])]).toEqual([false, true, true]);
  });
});

it.each([
  [["idle", "idle"], "Cada sistema responde por separado."],
  [["waiting", "answered"], "Esperando a 1 de 2 sistemas."],
  [["answered", "answered"], "Respondieron 2 de 2."],
  [["answered", "failed"], "Respondieron 1 de 2; uno no respondió: reintente."],
  [["failed", "failed", "idle"], "Respondieron 0 de 3; 2 no respondieron: reintente."],
] as const)("the systems %j are summed up as %j", (states, sentence) => expect(summary(states)).toBe(sentence));
