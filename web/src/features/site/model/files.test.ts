import { describe, expect, it } from "vitest";
import { fileKindOf, storedName } from "./files";

const WAV = fileKindOf(["prompts", "saludo", "file"]);

describe("the fields that name a file", () => {
  it("are the sound of a prompt and the logo", () => {
    expect(WAV?.ending).toBe(".wav");
    expect(fileKindOf(["branding", "logo"])?.ending).toBe(".svg");
    expect(fileKindOf(["prompts", "saludo", "text"])).toBeUndefined();
  });

  it("get a name that a site folder may have", () => {
    if (!WAV) throw new Error("no kind");
    expect(storedName("Saludo de Bogotá (final).WAV", WAV)).toBe("saludo_de_bogota_final.wav");
    expect(storedName("¿?.wav", WAV)).toBe("archivo.wav");
    expect(storedName(`${"a".repeat(200)}.wav`, WAV)).toMatch(/^a{60}\.wav$/);
  });
});
