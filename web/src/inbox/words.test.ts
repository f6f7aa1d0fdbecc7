import { describe, expect, it } from "vitest";
import { didWords, leftWords, ownerWords } from "./words";

describe("what is left of a term", () => {
  it.each([[3, "quedan 3 días hábiles"], [1, "queda 1 día hábil"], [0, "vence hoy"]])("%d: %s", (days_left, words) =>
    expect(leftWords({ state: "received", light: "green", days_left })).toBe(words));
  it("is said of one that is over, with how long ago where it is known", () => {
    const over = { state: "received", light: "overdue", days_left: 0 } as const;
    expect([leftWords(over), leftWords(over, 1)]).toEqual(["venció", "venció hace 1 día hábil"]);
  });
  it("is nothing once it is closed", () => expect(leftWords({ state: "closed", light: "green", days_left: 3 })).toBe(""));
});

describe("who has a ticket", () => {
  const row = { owner: null, owner_name: null, area: null, area_name: null, tier: 2, state: "received" as const };
  it("is its owner, by name where there is one", () => {
    expect(ownerWords({ ...row, owner: "escrita1", owner_name: "Nubia Peña" })).toBe("Nubia Peña");
    expect(ownerWords({ ...row, owner: "escrita1" })).toBe("escrita1");
  });
  it("is nobody yet where it lies in an inbox", () => {
    expect(ownerWords(row)).toBe("Sin tomar");
    expect(ownerWords({ ...row, tier: 3, area: "tesoreria", area_name: "Tesorería" })).toBe("Sin tomar · Tesorería");
  });
});

it("an entry says what was done, also of a step that this release does not know", () => {
  expect([didWords({ step: "send_back" }), didWords({ step: "fly" })]).toEqual(["la devolvió al área", "fly"]);
});
