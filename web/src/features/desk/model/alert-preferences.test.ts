import { describe, expect, it } from "vitest";
import { parsePreferences } from "./alert-preferences";

describe("how a browser tells of a call", () => {
  it("is by a sound, and without having asked, until something else is chosen", () =>
    expect(parsePreferences(null)).toEqual({ sound: true, asked: false }));
  it("is as it was chosen", () =>
    expect(parsePreferences('{"sound":false,"asked":true}')).toEqual({ sound: false, asked: true }));
  it.each(["", "null", "{", "3", '{"sound":"no"}'])("is the default where %s was kept", (text) =>
    expect(parsePreferences(text)).toEqual({ sound: true, asked: false }),
  );
});
