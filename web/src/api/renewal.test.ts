import { QueryClient } from "@tanstack/react-query";
import { expect, test, vi } from "vitest";
import { ApiProblem } from "./problem";
import { renewQueries } from "./renewal";

const settle = (error: Error | null) => {
  const client = new QueryClient();
  const invalidate = vi.spyOn(client, "invalidateQueries").mockReturnValue(new Promise(() => undefined));
  return { result: renewQueries(["tickets"])(undefined, error, undefined, undefined, { client }), invalidate };
};

test.each([
  ["a success", null, true],
  ["a refusal", new ApiProblem(409, {}), true],
  ["a lost network", new ApiProblem(0, {}), false],
  ["a busy server", new ApiProblem(503, {}), false],
])("after %s, the queries are read again", (_case, error, waits) => {
  const { result, invalidate } = settle(error);
  expect(invalidate).toHaveBeenCalledExactlyOnceWith({ queryKey: ["tickets"] });
  expect(result instanceof Promise).toBe(waits);
});
