import { describe, expect, it } from "vitest";
import { chosenLanguage, loadLanguage } from "./languages";

const stored = (value: string | null) => ({ getItem: () => value });

describe("the language", () => {
  it("is Spanish until the user chooses another one, also in an English browser", () => {
    expect(chosenLanguage(stored(null))).toBe("es-CO");
    expect(chosenLanguage(stored("xx"))).toBe("es-CO");
    expect(chosenLanguage(stored("toString"))).toBe("es-CO");
    expect(chosenLanguage(stored("en"))).toBe("en");
  });
  it("has a text for each message, and none for the messages themselves", async () => {
    expect((await loadLanguage("es-CO")).texts).toEqual({});
    expect((await loadLanguage("en")).texts.Guardar).toBe("Save");
  });
});
