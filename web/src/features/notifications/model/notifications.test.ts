import { describe, expect, it } from "vitest";
import { announcement, badgeText, bellLabel, staleSentence, subjectPath } from "./notifications";

describe("the bell", () => {
  it("counts up to what the server counts", () => {
    expect([0, 1, 99, 100].map(badgeText)).toEqual(["", "1", "99", "99+"]);
  });
  it("says in words how many are unread", () => {
    expect(bellLabel(0)).toBe("Avisos: no tiene avisos sin leer");
    expect(bellLabel(3)).toBe("Avisos: 3 sin leer");
    expect(bellLabel(100)).toBe("Avisos: 100 o más sin leer");
  });
  it("says what it could not read", () => {
    expect(bellLabel(3, staleSentence("a las 14:05"))).toBe(
      "Avisos: 3 sin leer. No se pudo leer si hay avisos nuevos: es lo que había a las 14:05",
    );
  });
});

describe("a notification", () => {
  it("leads to its ticket or observation", () => {
    expect(subjectPath({ about: "ticket", number: "2026-000123-4" })).toBe("/bandeja/2026-000123-4");
    expect(subjectPath({ about: "observation", number: "2026-0001" })).toBe("/observaciones/2026-0001");
    expect(subjectPath({ about: "sample", number: "2026-W47-phone" })).toBe("/calidad/muestras/2026-W47-phone");
    expect(subjectPath({ about: "seed", number: "2026-W47" })).toBe("/calidad/semillas/2026-W47");
    expect(subjectPath({ about: "calibration", number: "2026-0003" })).toBe("/calidad/calibraciones/2026-0003");
    expect(subjectPath({ about: "evaluation", number: "2026-0012" })).toBeNull();
  });
  const newest = { id: "7", text: "Ana le asignó el ticket 1.", read: false };
  const now = { newest, unread: 3 };
  it("is announced when it is new, and not when the screen opens", () => {
    expect(announcement(undefined, now)).toBe("");
    expect(announcement({ newest: null, unread: 2 }, now)).toBe("Aviso nuevo: Ana le asignó el ticket 1.");
    expect(announcement({ newest: { ...newest, id: "6" }, unread: 2 }, now)).toBe(
      "Aviso nuevo: Ana le asignó el ticket 1.",
    );
  });
  it("is announced with the number of those that arrived while the network was lost", () =>
    expect(announcement({ newest: { ...newest, id: "4" }, unread: 0 }, now)).toBe(
      "3 avisos nuevos. El último: Ana le asignó el ticket 1.",
    ));
  it("is not announced twice, nor when it was read elsewhere", () => {
    const before = { newest: { ...newest, id: "6" }, unread: 2 };
    expect(announcement(now, now)).toBe("");
    expect(announcement(before, { newest: { ...newest, read: true }, unread: 3 })).toBe("");
    expect(announcement(before, { newest: null, unread: 0 })).toBe("");
  });
});
