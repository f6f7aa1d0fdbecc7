import { describe, expect, it } from "vitest";
import { ServerClock } from "./clock";

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
