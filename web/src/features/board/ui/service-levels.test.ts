// @vitest-environment happy-dom
import { describe, expect, it } from "vitest";
import { orderLines } from "./service-levels";

describe("the levels of the lines", () => {
  it("begin with all of them, follow the site's order, and end with lines that it no longer has", () => {
    expect(orderLines(["vieja", "cobro", "*", "bogota"], ["bogota", "cobro"])).toEqual([
      "*",
      "bogota",
      "cobro",
      "vieja",
    ]);
  });
});
