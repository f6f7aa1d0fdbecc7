// @vitest-environment happy-dom
import { describe, expect, it } from "vitest";
import { orderLines } from "./service-levels";

describe("the service levels of the lines", () => {
  it("begin with the total, follow the site's order, and end with lines that the site no longer has", () => {
    expect(orderLines(["vieja", "cobro", "*", "bogota"], ["bogota", "cobro"])).toEqual([
      "*",
      "bogota",
      "cobro",
      "vieja",
    ]);
  });
});
