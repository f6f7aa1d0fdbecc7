import { beforeEach, describe, expect, it } from "vitest";
import type { Option } from "./options";
import { clearRecentOptions, recentOptions, rememberOption } from "./recent";

const option = (key: string): Option => ({ key, name: key, detail: "", target: { path: `/${key}` } });
const keys = (user: string) => recentOptions(user).map(({ key }) => key);

describe("the recent results", () => {
  beforeEach(clearRecentOptions);
  it("are the last five, the newest first, each once", () => {
    for (const key of ["a", "b", "c", "d", "e", "f", "c"]) rememberOption("ana", option(key));
    expect(keys("ana")).toEqual(["c", "f", "e", "d", "b"]);
  });
  it("are of one user, and gone after the session", () => {
    rememberOption("ana", option("a"));
    expect(keys("luz")).toEqual([]);
    rememberOption("luz", option("b"));
    expect(keys("luz")).toEqual(["b"]);
    expect(keys("ana")).toEqual([]);
    clearRecentOptions();
    expect(keys("luz")).toEqual([]);
  });
});
