import { expect, test } from "vitest";
import { awayPhrase, freeSeats, lackPhrase } from "./roster-today";

test("an absence names who stands in", () => {
  expect(awayPhrase({ name: "Ana Rojas", stands_in_name: "Luis Paz" })).toBe("Ana Rojas (suple Luis Paz)");
  expect(awayPhrase({ name: "Ana Rojas", stands_in_name: null })).toBe("Ana Rojas (no suple nadie)");
});

test("a seat is free without an advisor", () => {
  const seat = { extension: "", location: "" };
  const seats = [
    { id: "A-01", advisors: ["ana"], ...seat },
    { id: "B-04", advisors: [], ...seat },
  ];
  expect(freeSeats(seats)).toEqual(["B-04"]);
});

test("a count without advisors says so", () => {
  expect([lackPhrase(3, "sin puesto"), lackPhrase(0, "sin colas")]).toEqual(["3 sin puesto", "ninguno sin colas"]);
});
