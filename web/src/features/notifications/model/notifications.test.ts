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
    const to = (about: "ticket" | "observation" | "sample" | "seed" | "calibration" | "site_draft", number: string) =>
      subjectPath({ about, kind: "assigned", number }, []);
    expect(to("ticket", "2026-000123-4")).toBe("/bandeja/2026-000123-4");
    expect(to("observation", "2026-0001")).toBe("/observaciones/2026-0001");
    expect(to("sample", "2026-W47-phone")).toBe("/calidad/muestras/2026-W47-phone");
    expect(to("seed", "2026-W47")).toBe("/calidad/semillas/2026-W47");
    expect(to("calibration", "2026-0003")).toBe("/calidad/calibraciones/2026-0003");
    expect(to("site_draft", "0123abcd")).toBe("/sitio/borradores/0123abcd");
  });
  it("leads the advisor to their own evaluation or coaching, and others to the refutation or coaching", () => {
    const [advisor, lead] = [["evaluation.own"], ["evaluation.own", "evaluation.decide", "coaching.lead"]];
    const of = (kind: "evaluation_signed" | "evaluation_refuted" | "refutation_decided", permissions: string[]) =>
      subjectPath({ about: "evaluation", kind, number: "2026-0012" }, permissions);
    expect(of("evaluation_signed", lead)).toBe("/calidad/mis-evaluaciones/2026-0012");
    expect(of("refutation_decided", advisor)).toBe("/calidad/mis-evaluaciones/2026-0012");
    expect(of("evaluation_refuted", lead)).toBe("/calidad/refutaciones/2026-0012");
    const coaching = (kind: "coaching_held" | "coaching_proposed" | "coaching_ended", permissions: string[]) =>
      subjectPath({ about: "coaching", kind, number: "2026-0003" }, permissions);
    expect(coaching("coaching_held", lead)).toBe("/calidad/mis-acompanamientos/2026-0003");
    expect(coaching("coaching_ended", advisor)).toBe("/calidad/mis-acompanamientos/2026-0003");
    expect(coaching("coaching_proposed", lead)).toBe("/calidad/acompanamientos/2026-0003");
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
