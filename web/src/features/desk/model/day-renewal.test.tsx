// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act } from "react";
import { createRoot } from "react-dom/client";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { ownCallsQuery, ownDayQuery } from "../../../api/queries";
import { serverClock } from "../../../clock";
import { useDayRenewal } from "./day-renewal";

const NOW = Date.parse("2026-12-02T15:00:00Z");
const at = (ms: number) => new Date(NOW + ms).toISOString();

beforeEach(() => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  vi.useFakeTimers({ now: NOW });
  vi.spyOn(serverClock, "now").mockImplementation(() => Date.now());
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

function Desk({ since }: { since: string }) {
  useDayRenewal(since);
  return null;
}

/** A desk whose figures were read at NOW. */
async function mount() {
  const client = new QueryClient();
  client.setQueryData(ownDayQuery.queryKey, {} as never);
  client.setQueryData(ownCallsQuery.queryKey, {} as never);
  const root = createRoot(document.createElement("div"));
  const enter = (since: string) =>
    act(() =>
      root.render(
        <QueryClientProvider client={client}>
          <Desk since={since} />
        </QueryClientProvider>,
      ),
    );
  const isDue = (): boolean[] =>
    [ownDayQuery, ownCallsQuery].map(({ queryKey }) => client.getQueryState<unknown>(queryKey)?.isInvalidated ?? false);
  return { enter, isDue };
}

it("reads the day again a moment after a state began, not while the next call may come", async () => {
  const { enter, isDue } = await mount();
  vi.setSystemTime(NOW + 5_000);
  await enter(at(5_000));
  vi.advanceTimersByTime(500);
  expect(isDue()).toEqual([false, false]);
  vi.advanceTimersByTime(600);
  expect(isDue()).toEqual([true, true]);
});

it("does not read again what was read after the state began", async () => {
  const { enter, isDue } = await mount();
  await enter(at(-60_000));
  vi.advanceTimersByTime(5_000);
  expect(isDue()).toEqual([false, false]);
});

it("waits again when another state follows at once", async () => {
  const { enter, isDue } = await mount();
  vi.setSystemTime(NOW + 5_000);
  await enter(at(5_000));
  vi.advanceTimersByTime(700);
  await enter(at(5_700));
  vi.advanceTimersByTime(700);
  expect(isDue()).toEqual([false, false]);
  vi.advanceTimersByTime(400);
  expect(isDue()).toEqual([true, true]);
});
