import { describe, expect, it } from "vitest";
import { newUserErrors } from "./user-forms";
import { hasNoQueues } from "../model/queue-assignment";

const GOOD = { user: "luz.beltran", name: "Luz Beltrán", password: null, grants: [{ role: "asesor" as const }] };

describe("a new user", () => {
  it("is valid with a username, a person's name and a role", () => {
    expect(newUserErrors(GOOD)).toEqual({});
    expect(newUserErrors({ ...GOOD, password: "una frase larga" })).toEqual({});
  });
  it("has an error for each invalid field", () => {
    expect(Object.keys(newUserErrors({ user: "Prueba UX", name: " ", password: "corta", grants: [] }))).toEqual([
      "user",
      "name",
      "password",
      "grants",
    ]);
  });
});

describe("hasNoQueues", () => {
  it("is true only for an enabled advisor to whom the site assigns no queue", () => {
    const luz = { disabled: false, roles: ["asesor"], queues: [] as string[] };
    expect(hasNoQueues(luz)).toBe(true);
    expect(
      [
        { ...luz, queues: ["Crédito"] },
        { ...luz, disabled: true },
        { ...luz, roles: ["calidad"] },
      ].map(hasNoQueues),
    ).toEqual([false, false, false]);
  });
});
