import { describe, expect, it } from "vitest";
import { reasonError } from "./reason";

describe("the reason of a release", () => {
  it.each(["", "   ", "ok", " sí  "])("«%s» says nothing that could be reviewed", (reason) =>
    expect(reasonError(reason)).not.toBe(""),
  );
  it("is whatever somebody writes beyond that", () => expect(reasonError("Mostró su cédula en la oficina.")).toBe(""));
});
