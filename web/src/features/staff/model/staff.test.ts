import { expect, test } from "vitest";
import type { StaffPerson } from "../../../api/staff";
import type { Labels } from "../../../labels";
import { doneSentence, endingLabel, isLogin, periodDays, staffFilters, toStaffFilter } from "./staff";

const labels = {
  staff_endings: { exit: "Salida", move: "Traslado", campaign: "Paso a otra campaña" },
  staff_standings: { present: "En la campaña" },
} as unknown as Labels;
const ana = { name: "Ana Rojas", pending_roles: [], standing: "gone" } as unknown as StaffPerson;

test("an act says what it did, and what still waits", () => {
  expect(doneSentence("leave", ana)).toBe("Ana Rojas salió: sus roles, sesiones, tokens y teléfonos terminaron.");
  expect(doneSentence("leave", { ...ana, standing: "leaving" })).toBe("Quedó prevista la salida de Ana Rojas.");
  expect(doneSentence("move", { ...ana, pending_roles: ["admin"] })).toContain("espera a que otra persona");
  expect(doneSentence("move", { ...ana, standing: "moving" })).toBe("Quedó previsto el traslado de Ana Rojas.");
  expect(doneSentence("cancel_move", ana)).toBe("Ana Rojas sigue en su cargo.");
  expect(doneSentence("return", ana)).toBe("Se registró el ingreso de Ana Rojas.");
});

test("a period says its days and how it ends", () => {
  expect(periodDays({ begins_on: "2026-03-03", ends_on: null })).toBe("Desde el 3 de marzo de 2026");
  expect(periodDays({ begins_on: "2026-03-03", ends_on: "2026-06-04" })).toBe(
    "Del 3 de marzo de 2026 al 4 de junio de 2026",
  );
  expect(periodDays({ begins_on: "2026-03-03", ends_on: "2026-03-03" })).toBe("El 3 de marzo de 2026");
  expect(endingLabel(labels, { ending: "", closed: false, destination: "" })).toBe("");
  expect(endingLabel(labels, { ending: "exit", closed: false, destination: "" })).toBe("Salida, prevista");
  expect(endingLabel(labels, { ending: "move", closed: false, destination: "" })).toBe("");
  expect(endingLabel(labels, { ending: "move", closed: true, destination: "" })).toBe("Traslado");
  expect(endingLabel(labels, { ending: "campaign", closed: true, destination: "Cali" })).toBe(
    "Paso a otra campaña: Cali",
  );
});

test("the filters offer what the register and the site have", () => {
  const options = {
    ...{ lines: [{ id: "bogota", name: "Línea Bogotá" }], channels: [], coordinators: [], columns: [] },
    ...{ employers: [], positions: ["Asesora"] },
  };
  const [standing, line] = staffFilters(labels, options);
  expect(standing?.choices).toEqual([{ value: "present", label: "En la campaña" }]);
  expect(line?.choices).toEqual([{ value: "bogota", label: "Línea Bogotá" }]);
  expect(toStaffFilter({ standing: "gone" })).toEqual({ standing: "gone" });
});

test("a login has small letters, digits and three signs", () => {
  expect(["ana", "ana.r-1", "Ana", "a", "1ana", "ana rojas"].map(isLogin)).toEqual([
    true,
    true,
    false,
    false,
    false,
    false,
  ]);
});
