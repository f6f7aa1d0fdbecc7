import { describe, expect, it } from "vitest";
import { callsPath, changeView, figuresFilter, figuresPath, parseFigures, rowFilter } from "./figures-view";

const TODAY = "2026-11-26";

describe("the address of the figures", () => {
  it("is the inverse of its parser", () => {
    const path = "/cifras?tabla=motivos&desde=2026-10-01&hasta=2026-10-31&linea=bogota&cola=credito";
    expect(figuresPath(parseFigures(path.slice(8), TODAY, true))).toBe(path);
    const compared =
      "/cifras?tabla=evolucion&desde=2026-10-01&hasta=2026-10-31&por=intervalo&indicador=abandono&segundo=asa&comparar=libre&frente_a=2026-09-02&alinear=fecha";
    expect(figuresPath(parseFigures(compared.slice(8), TODAY, true))).toBe(compared);
  });
  it("has only the first table for a user who does not read the contract's figures", () => {
    expect(parseFigures("tabla=asesores", TODAY, false).table).toBe("oportunidad");
    expect(parseFigures("tabla=nada", TODAY, true).table).toBe("evolucion");
  });
  it("asks the API for the day after the last", () => {
    expect(figuresFilter(parseFigures("desde=2026-10-01&hasta=2026-10-31", TODAY, true)).to).toBe("2026-11-01");
  });
  it("leads to the calls of its days", () => {
    const view = parseFigures("desde=2026-10-01&hasta=2026-10-31&cola=credito", TODAY, true);
    expect(callsPath(view, { advisor: "ana", subtheme: "" })).toBe(
      "/llamadas?from=2026-10-01&to=2026-10-31&queue=credito&advisor=ana",
    );
  });
  it("reads one day by half hours and more of them by day, unless another cut was chosen", () => {
    const today = parseFigures(`desde=${TODAY}&hasta=${TODAY}`, TODAY, true);
    expect(today.by).toBe("interval");
    const month = changeView(today, { from: "2026-11-01" });
    expect(month.by).toBe("day");
    expect(figuresPath(month)).not.toContain("por=");
    expect(changeView({ ...month, by: "month" }, { from: TODAY }).by).toBe("month");
    expect(parseFigures("por=dia", TODAY, true).by).toBe("day");
  });
  it("names a row by its group and id", () => {
    expect(rowFilter("area:")).toEqual({ area: "" });
    expect(rowFilter("nivel:3")).toEqual({ tier: 3 });
    expect(rowFilter("responsable:flor")).toEqual({ owner: "flor" });
    expect(rowFilter("")).toBeNull();
  });
});
