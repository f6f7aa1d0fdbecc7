import { describe, expect, it } from "vitest";
import { entryLabel, daysLeftLabel, ownerLabel, locationLabel, termLabel, locationSentence } from "./ticket-labels";
import labels from "../../../api/labels.sample.json";

const over = { state: "received", light: "overdue", days_left: 0, days_late: 18, due_on: "2026-11-04" } as const;

describe("what is left of a term", () => {
  it.each([
    [3, "quedan 3 días hábiles"],
    [1, "queda 1 día hábil"],
    [0, "vence hoy"],
  ])("%d: %s", (days_left, words) =>
    expect(daysLeftLabel({ state: "received", light: "green", days_left, days_late: 0 })).toBe(words),
  );
  it("is said of one that is over, with how long ago", () =>
    expect(daysLeftLabel({ ...over, days_late: 1 })).toBe("venció hace 1 día hábil"));
  it("is nothing once it is closed", () =>
    expect(daysLeftLabel({ state: "closed", light: "green", days_left: 3, days_late: 0 })).toBe(""));
  it("says since when it is over, once", () => {
    expect(termLabel(labels, over).join("")).toBe("Venció el miércoles, 4 de noviembre (hace 18 días hábiles)");
    expect(termLabel(labels, { ...over, days_late: 0 }).join("")).toBe("Venció el miércoles, 4 de noviembre");
    expect(termLabel(labels, { ...over, light: "yellow", days_left: 2 }).join("")).toBe(
      "Por vencer · quedan 2 días hábiles",
    );
  });
});

describe("where a ticket is", () => {
  const now = Date.parse("2026-11-28T15:00:00Z");
  const away = {
    state: "in_area" as const,
    state_since: "2026-11-12T15:00:00Z",
    closed_at: null,
    outcome: null,
    tier: 3,
    round: 1,
    owner: "funcionario1",
    owner_name: "Jorge Pinto",
    area: "cartera",
    area_name: "Cartera",
  };
  it("has the area, the day and who has it", () => {
    expect(locationSentence(labels, away, now)).toBe(
      "Con el área Cartera desde el 12 de noviembre, a cargo de Jorge Pinto",
    );
    expect(locationSentence(labels, { ...away, owner: null, owner_name: null, round: 2 }, now)).toBe(
      "Con el área Cartera desde el 12 de noviembre, vuelta 2, sin tomar",
    );
    expect(locationSentence(labels, { ...away, state: "received", tier: 2 }, now)).toBe(
      "En el canal escrito desde el 12 de noviembre, a cargo de Jorge Pinto",
    );
  });
  it("is said in short in a list", () => {
    expect(locationLabel(labels, away)).toBe("Con Cartera desde el 12 de nov");
    expect(locationLabel(labels, { ...away, state: "in_review", round: 2 })).toBe(
      "Respuesta por revisar desde el 12 de nov · vuelta 2",
    );
    expect(locationLabel(labels, { ...away, state: "closed", closed_at: "2026-11-14T15:00:00Z" })).toBe(
      "Cerrado el 14 de nov",
    );
  });
  it("has its end and how it ended, with the year where that is another", () => {
    const closed = {
      ...away,
      state: "closed" as const,
      outcome: "answered" as const,
      closed_at: "2026-11-14T15:00:00Z",
    };
    expect(locationSentence(labels, closed, now)).toBe("Cerrado el 14 de noviembre: respondido");
    expect(locationSentence(labels, { ...closed, closed_at: "2025-12-30T15:00:00Z" }, now)).toBe(
      "Cerrado el 30 de diciembre de 2025: respondido",
    );
  });
});

describe("who has a ticket", () => {
  const row = { owner: null, owner_name: null, state: "received" as const };
  it("is its owner, by name where there is one", () => {
    expect(ownerLabel({ ...row, owner: "escrita1", owner_name: "Nubia Peña" })).toBe("Nubia Peña");
    expect(ownerLabel({ ...row, owner: "escrita1" })).toBe("escrita1");
  });
  it("is nobody yet where it lies in an inbox", () => expect(ownerLabel(row)).toBe("Sin tomar"));
});

it("an entry says what was done, also of a step that this release does not know", () => {
  expect([entryLabel(labels, { step: "send_back" }), entryLabel(labels, { step: "fly" })]).toEqual([
    "la devolvió al área",
    "fly",
  ]);
});
