import { describe, expect, it } from "vitest";
import { parsePreferences } from "./alert-preferences";

describe("the alert preferences of a browser", () => {
  it("default to a sound, and to not having asked yet", () =>
    expect(parsePreferences(null)).toEqual({ sound: true, asked: false }));
  it("return the stored choice", () =>
    expect(parsePreferences('{"sound":false,"asked":true}')).toEqual({ sound: false, asked: true }));
  it.each(["", "null", "{", "3", '{"sound":"no"}'])("fall back to the default for the stored text %s", (text) =>
    expect(parsePreferences(text)).toEqual({ sound: true, asked: false }),
  );
});
