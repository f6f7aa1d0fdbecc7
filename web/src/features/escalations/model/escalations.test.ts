import { describe, expect, it } from "vitest";
import {
  addressOfView,
  areaDelayLabel,
  delayLabel,
  filterOf,
  sumAreas,
  totalsSentence,
  viewFromAddress,
} from "./escalations";

describe("the view in the address", () => {
  it("is read as it was written", () => {
    const view = { tab: "sin-respuesta", area: "fondos" } as const;
    expect(addressOfView(view)).toBe("/escalamientos?ver=sin-respuesta&area=fondos");
    expect(viewFromAddress("?ver=sin-respuesta&area=fondos")).toEqual(view);
    expect(filterOf(view)).toEqual({ answered: false, area: "fondos" });
  });
  it("is everything without one, or with an unknown one", () => {
    expect(addressOfView({ tab: "todos", area: "" })).toBe("/escalamientos");
    expect(viewFromAddress("?ver=otra")).toEqual({ tab: "todos", area: "" });
    expect(filterOf({ tab: "todos", area: "" })).toEqual({});
  });
});

describe("the delay of an escalation", () => {
  it("is counted in business days before and after the last day", () => {
    expect(delayLabel({ days_late: 5, days_left: 0 })).toBe("vencido hace 5 días hábiles");
    expect(delayLabel({ days_late: 1, days_left: 0 })).toBe("vencido hace 1 día hábil");
    expect(delayLabel({ days_late: 0, days_left: 0 })).toBe("vence hoy");
    expect(delayLabel({ days_late: 0, days_left: 1 })).toBe("queda 1 día hábil");
    expect(delayLabel({ days_late: 0, days_left: 3 })).toBe("quedan 3 días hábiles");
  });
  it("is that of the latest one for an area", () => {
    expect(areaDelayLabel({ days_late: 0 })).toBe("ninguno vencido");
    expect(areaDelayLabel({ days_late: 12 })).toBe("hasta 12 días hábiles");
  });
});

describe("the counts of all areas", () => {
  it("are sums", () => {
    const one = { total: 3, answered: 1, overdue: 2 };
    expect(sumAreas([one, one])).toEqual({ total: 6, answered: 2, overdue: 4 });
    expect(sumAreas([])).toEqual({ total: 0, answered: 0, overdue: 0 });
  });
  it("are said in one sentence", () => {
    expect(totalsSentence({ total: 0, answered: 0, overdue: 0 })).toBe("No hay escalamientos sin resolver.");
    expect(totalsSentence({ total: 1, answered: 0, overdue: 0 })).toBe("1 escalamiento sin resolver: ninguno vencido.");
    expect(totalsSentence({ total: 6, answered: 2, overdue: 4 })).toBe(
      "6 escalamientos sin resolver: 4 vencidos; 2 ya tienen respuesta.",
    );
  });
});
