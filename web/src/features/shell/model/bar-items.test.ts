import { expect, test } from "vitest";
import { barItems } from "./bar-items";

const SCREENS = ["Tablero", "Llamadas", "Bandeja", "Radicar", "Clientes", "Escalamientos", "Mensajes", "Contrato"];

test("a telephone shows three screens, and the others in the menu", () => {
  const { shown, hidden, menu } = barItems(SCREENS, "Tablero", 390);
  expect(shown).toEqual(["Tablero", "Llamadas", "Bandeja"]);
  expect(hidden).toEqual(["Radicar", "Clientes", "Escalamientos", "Mensajes", "Contrato"]);
  expect(menu).toBe(true);
});

test("the current screen is in the bar, in the place of the last one", () => {
  expect(barItems(SCREENS, "Mensajes", 390).shown).toEqual(["Tablero", "Llamadas", "Mensajes"]);
  expect(barItems(SCREENS, "Mensajes", 390).hidden).toContain("Bandeja");
});

test("without a screen of the bar, the first ones are shown", () => {
  expect(barItems(SCREENS, undefined, 390).shown).toHaveLength(3);
});

test("where everything fits, there is no menu", () => {
  expect(barItems(["Escritorio", "Bandeja"], "Bandeja", 768)).toEqual({
    shown: ["Escritorio", "Bandeja"],
    hidden: [],
    menu: false,
  });
});

test("a very narrow window shows the current screen alone", () => {
  expect(barItems(SCREENS, "Clientes", 200).shown).toEqual(["Clientes"]);
});
