import { describe, expect, it } from "vitest";
import { newUserErrors } from "./user-forms";
import { hasNoQueues } from "../model/queue-assignment";

const GOOD = { user: "luz.beltran", name: "Luz Beltrán", password: null, grants: [{ role: "asesor" as const }] };

describe("a user that is made", () => {
  it("is good with a name of its own, a person's name and a role", () => {
    expect(newUserErrors(GOOD)).toEqual({});
    expect(newUserErrors({ ...GOOD, password: "una frase larga" })).toEqual({});
  });
  it("is told by its field what is wrong", () => {
    expect(Object.keys(newUserErrors({ user: "Prueba UX", name: " ", password: "corta", grants: [] }))).toEqual([
      "user",
      "name",
      "password",
      "grants",
    ]);
  });
});

describe("an advisor's seat", () => {
  it("is missing where the site gives an advisor who may enter no queue", () => {
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
