// @vitest-environment happy-dom
import { act, renderHook } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { NEWS_MS, useNews } from "./auto-hide";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());
const pass = (ms: number) => act(() => vi.advanceTimersByTime(ms));

describe("what was refused", () => {
  it("is news for a while", () => {
    const { result } = renderHook(() => useNews("1 hold"));
    expect(result.current).toBe(true);
    pass(NEWS_MS);
    expect(result.current).toBe(false);
  });
  it("is news again when it is refused again, or once more after it was granted", () => {
    const { result, rerender } = renderHook(({ what }) => useNews(what), { initialProps: { what: "1 hold" as string | undefined } });
    pass(NEWS_MS);
    rerender({ what: "2 hold" });
    expect(result.current).toBe(true);
    pass(NEWS_MS);
    rerender({ what: undefined });
    expect(result.current).toBe(false);
    rerender({ what: "2 hold" });
    expect(result.current).toBe(true);
  });
});
