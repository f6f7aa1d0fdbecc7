import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";

const NATIVE = /type="(date|datetime-local|month|time|week)"/;

it("leaves no field of dates to the browser, which follows its own language", () => {
  const files = readdirSync("src", { recursive: true, encoding: "utf8" }).filter((each) => each.endsWith(".tsx"));
  expect(files.length).toBeGreaterThan(100);
  expect(files.filter((each) => NATIVE.test(readFileSync(`src/${each}`, "utf8")))).toEqual([]);
});
