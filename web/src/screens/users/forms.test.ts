import { describe, expect, it } from "vitest";
import { wrongWithUser } from "./forms";

const GOOD = { user: "luz.beltran", name: "Luz Beltrán", password: null, grants: [{ role: "asesor" as const }] };

describe("a user that is made", () => {
  it("is good with a name of its own, a person's name and a role", () => {
    expect(wrongWithUser(GOOD)).toEqual({});
    expect(wrongWithUser({ ...GOOD, password: "una frase larga" })).toEqual({});
  });
  it("is told by its field what is wrong", () => {
    expect(Object.keys(wrongWithUser({ user: "Prueba UX", name: " ", password: "corta", grants: [] }))).toEqual(["user", "name", "password", "grants"]);
  });
});
