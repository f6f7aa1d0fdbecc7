import { describe, expect, it } from "vitest";
import { reasonWords } from "./reason";

describe("the reason of a release", () => {
  it.each(["", "   ", "ok", " sí  "])("«%s» says nothing that could be reviewed", (reason) => expect(reasonWords(reason)).not.toBe(""));
  it("is whatever somebody writes beyond that", () => expect(reasonWords("Mostró su cédula en la oficina.")).toBe(""));
});
