import { describe, expect, it } from "vitest";
import { openPlaceholders, placeholderError, fillPlaceholders } from "./answer-placeholders";

describe("the placeholders of an answer", () => {
  const text = "Su pago de {{ valor }} del {{fecha_pago}} se aplicó al {{ numero_credito }}; {{ valor }}.";
  it("are filled with known values; the others stay", () =>
    expect(fillPlaceholders(text, { valor: "$ 10", numero_credito: "" })).toBe(
      "Su pago de $ 10 del {{fecha_pago}} se aplicó al {{ numero_credito }}; $ 10.",
    ));
  it("are listed once each while open", () => {
    expect(openPlaceholders(text)).toEqual(["valor", "fecha_pago", "numero_credito"]);
    expect(placeholderError(text)).toBe("Falta llenar: valor, fecha pago, numero credito.");
    expect(placeholderError("Ya se aplicó.")).toBeUndefined();
  });
});
