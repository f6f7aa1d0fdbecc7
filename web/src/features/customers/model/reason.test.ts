import { describe, expect, it } from "vitest";
import { reasonError } from "./reason";

describe("the reason for a release", () => {
  it.each(["", "   ", "ok", " sí  "])("rejects «%s», which a reviewer could not check", (reason) =>
    expect(reasonError(reason)).not.toBe(""),
  );
  it("accepts any longer text", () => expect(reasonError("Mostró su cédula en la oficina.")).toBe(""));
});
