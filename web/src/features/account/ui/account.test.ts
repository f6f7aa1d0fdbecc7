import { describe, expect, it } from "vitest";
import { withRole } from "../../users/ui/user-forms";
import { passwordErrors } from "./password-form";
import { qrPath } from "../model/qr-code";

describe("a new password", () => {
  it("needs twelve characters and a matching repetition", () => {
    expect(passwordErrors("corta", "corta").fresh).toContain("12");
    expect(passwordErrors("una frase larga", "una frase larg").again).toBeTruthy();
    expect(passwordErrors("una frase larga", "una frase larga")).toEqual({});
  });
});

describe("the roles of a form", () => {
  it("keep their dates when a role is added, and lose them when the role is removed", () => {
    const held = [{ role: "asesor" as const, begins_on: "2026-11-01", ends_on: null }];
    expect(withRole(held, "calidad", true)).toEqual([...held, { role: "calidad" }]);
    expect(withRole(held, "asesor", false)).toEqual([]);
  });
});

describe("a QR code", () => {
  it("is one path, and its corner pattern begins after the quiet border", async () => {
    const { path, size } = await qrPath("otpauth://totp/a?secret=B");
    expect(path.startsWith("M2 2h1v1h-1z")).toBe(true);
    expect((size - 4 - 17) % 4).toBe(0);
  });
});
