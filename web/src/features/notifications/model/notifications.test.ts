import { describe, expect, it } from "vitest";
import { announcement, badgeText, bellLabel, subjectPath } from "./notifications";

describe("the bell", () => {
  it("counts up to what the server counts", () => {
    expect([0, 1, 99, 100].map(badgeText)).toEqual(["", "1", "99", "99+"]);
  });
  it("says in words how many are unread", () => {
    expect(bellLabel(0)).toBe("Avisos: no tiene avisos sin leer");
    expect(bellLabel(3)).toBe("Avisos: 3 sin leer");
    expect(bellLabel(100)).toBe("Avisos: 100 o más sin leer");
  });
});

describe("a notification", () => {
  it("leads to its ticket or observation", () => {
    expect(subjectPath({ about: "ticket", number: "2026-000123-4" })).toBe("/bandeja/2026-000123-4");
    expect(subjectPath({ about: "observation", number: "2026-0001" })).toBe("/observaciones/2026-0001");
  });
  const newest = { id: "7", text: "Ana le asignó el ticket 1.", read: false };
  it("is announced when it is new, and not when the screen opens", () => {
    expect(announcement(undefined, newest)).toBe("");
    expect(announcement(null, newest)).toBe("Aviso nuevo: Ana le asignó el ticket 1.");
    expect(announcement({ id: "6" }, newest)).toBe("Aviso nuevo: Ana le asignó el ticket 1.");
  });
  it("is not announced twice, nor when it was read elsewhere", () => {
    expect(announcement({ id: "7" }, newest)).toBe("");
    expect(announcement({ id: "6" }, { ...newest, read: true })).toBe("");
    expect(announcement({ id: "6" }, null)).toBe("");
  });
});
