import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { SecondTicker, ServerClock } from "./clock";

describe("ServerClock", () => {
  it("uses the least delayed of the last messages", () => {
    let local = 1_000_000;
    const clock = new ServerClock(() => local);
    const at = (ms: number) => new Date(ms).toISOString();
    clock.observe(at(local + 60_000 - 900)); // arrives 900 ms late
    clock.observe(at(local + 60_000 - 30));
    clock.observe(at(local + 60_000 - 400));
    local += 5_000;
    expect(clock.now()).toBe(local + 60_000 - 30);
  });
  it("forgets old samples, because clocks drift", () => {
    const clock = new ServerClock(() => 0);
    clock.observe(new Date(500).toISOString());
    for (let message = 0; message < 12; message += 1) clock.observe(new Date(100).toISOString());
    expect(clock.now()).toBe(100);
  });
  it("ignores an invalid time", () => {
    const clock = new ServerClock(() => 42);
    clock.observe("ayer");
    expect(clock.now()).toBe(42);
  });
});

describe("SecondTicker", () => {
  beforeEach(() => void vi.useFakeTimers({ now: 1_000_300 }));
  afterEach(() => void vi.useRealTimers());
  const tickTimes = () => {
    const times: number[] = [];
    const stop = new SecondTicker(new ServerClock()).subscribe(() => void times.push(Date.now()));
    return { times, stop };
  };

  it("ticks each second from the moment of its first listener, not at the full second of all pages", () => {
    const { times } = tickTimes();
    vi.advanceTimersByTime(3_100);
    expect(times).toEqual([1_001_302, 1_002_302, 1_003_302]);
  });
  it("ticks each second on a computer whose clock is ahead of the server's", () => {
    const clock = new ServerClock();
    const times: number[] = [];
    new SecondTicker(clock).subscribe(() => void times.push(Date.now()));
    clock.observe(new Date(Date.now() - 300_450).toISOString());
    vi.advanceTimersByTime(5_100);
    const gaps = times.slice(1).map((each, index) => each - (times[index] ?? 0));
    expect(gaps.slice(1).every((gap) => gap === 1000)).toBe(true);
    expect(gaps.length).toBeGreaterThanOrEqual(3);
  });
  it("stops with its last listener", () => {
    const { times, stop } = tickTimes();
    vi.advanceTimersByTime(1_100);
    stop();
    vi.advanceTimersByTime(5_000);
    expect(times).toHaveLength(1);
    expect(vi.getTimerCount()).toBe(0);
  });
});
