import { describe, expect, it } from "vitest";
import {
  entryLabel,
  daysLeftLabel,
  ownerLabel,
  locationLabel,
  petitionerName,
  termLabel,
  locationSentence,
} from "./ticket-labels";
import labels from "../../../api/labels.sample.json";

const over = { state: "received", light: "overdue", days_left: 0, days_late: 18, due_on: "2026-11-04" } as const;

describe("the rest of a term", () => {
  it.each([
    [3, "quedan 3 días hábiles"],
    [1, "queda 1 día hábil"],
    [0, "vence hoy"],
  ])("of %d days reads «%s»", (days_left, words) =>
    expect(daysLeftLabel({ state: "received", light: "green", days_left, days_late: 0 })).toBe(words),
  );
  it("states how long ago an expired term ended", () =>
    expect(daysLeftLabel({ ...over, days_late: 1 })).toBe("venció hace 1 día hábil"));
  it("is empty for a closed ticket", () =>
    expect(daysLeftLabel({ state: "closed", light: "green", days_left: 3, days_late: 0 })).toBe(""));
  it("states once since when it is overdue", () => {
    expect(termLabel(labels, over).join("")).toBe("Venció el miércoles, 4 de noviembre (hace 18 días hábiles)");
    expect(termLabel(labels, { ...over, days_late: 0 }).join("")).toBe("Venció el miércoles, 4 de noviembre");
    expect(termLabel(labels, { ...over, light: "yellow", days_left: 2 }).join("")).toBe(
      "Por vencer · quedan 2 días hábiles",
    );
  });
});

describe("the location of a ticket", () => {
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
  it("states the area, the date and the owner", () => {
    expect(locationSentence(labels, away, now)).toBe(
      "Con el área Cartera desde el 12 de noviembre, a cargo de Jorge Pinto",
    );
    expect(locationSentence(labels, { ...away, owner: null, owner_name: null, round: 2 }, now)).toBe(
      "Con el área Cartera desde el 12 de noviembre, ronda 2, sin tomar",
    );
    expect(locationSentence(labels, { ...away, state: "received", tier: 2 }, now)).toBe(
      "En el canal escrito desde el 12 de noviembre, a cargo de Jorge Pinto",
    );
  });
  it("is short in a list", () => {
    expect(locationLabel(labels, away)).toBe("Con Cartera desde el 12 de nov");
    expect(locationLabel(labels, { ...away, state: "in_review", round: 2 })).toBe(
      "Respuesta por revisar desde el 12 de nov · ronda 2",
    );
    expect(locationLabel(labels, { ...away, state: "closed", closed_at: "2026-11-14T15:00:00Z" })).toBe(
      "Cerrado el 14 de nov",
    );
  });
  it("of a closed ticket states its end and outcome, with the year if it differs", () => {
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

describe("the owner of a ticket", () => {
  const row = { owner: null, owner_name: null, state: "received" as const };
  it("is shown by name if there is one", () => {
    expect(ownerLabel({ ...row, owner: "escrita1", owner_name: "Nubia Peña" })).toBe("Nubia Peña");
    expect(ownerLabel({ ...row, owner: "escrita1" })).toBe("escrita1");
  });
  it("is «Sin tomar» in an inbox", () => expect(ownerLabel(row)).toBe("Sin tomar"));
});

it("entryLabel names a step, and returns an unknown step unchanged", () => {
  expect([entryLabel(labels, { step: "send_back" }), entryLabel(labels, { step: "fly" })]).toEqual([
    "la devolvió al área",
    "fly",
  ]);
});

it("petitionerName heads a ticket with the petitioner, and who acts for them", () => {
  const unidentified = { petitioner: null, representative: null, customer_id: null };
  const ana = { name: "Ana Peña", document: null, representative: null };
  expect(petitionerName({ ...unidentified, petitioner: ana })).toBe("Ana Peña");
  expect(petitionerName({ ...unidentified, petitioner: ana, representative: { name: "Luis", document: null } })).toBe(
    "Ana Peña, por medio de Luis",
  );
  expect(petitionerName(unidentified)).toBe("Peticionario sin identificar");
  expect(petitionerName({ ...unidentified, customer_id: "u1" })).toBe("Cliente sin nombre en el radicado");
});
