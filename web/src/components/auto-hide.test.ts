// @vitest-environment happy-dom
import { act, renderHook } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { AUTO_HIDE_MS, useAutoHide } from "./auto-hide";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());
const pass = (ms: number) => act(() => vi.advanceTimersByTime(ms));

describe("useAutoHide", () => {
  it("shows a notice for a limited time", () => {
    const { result } = renderHook(() => useAutoHide("1 hold"));
    expect(result.current).toBe(true);
    pass(AUTO_HIDE_MS);
    expect(result.current).toBe(false);
  });
  it("shows a refusal again when it is repeated, or when it returns after a success", () => {
    const { result, rerender } = renderHook(({ what }) => useAutoHide(what), {
      initialProps: { what: "1 hold" as string | undefined },
    });
    pass(AUTO_HIDE_MS);
    rerender({ what: "2 hold" });
    expect(result.current).toBe(true);
    pass(AUTO_HIDE_MS);
    rerender({ what: undefined });
    expect(result.current).toBe(false);
    rerender({ what: "2 hold" });
    expect(result.current).toBe(true);
  });
});
