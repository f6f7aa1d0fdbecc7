import { describe, expect, it } from "vitest";
import { ServerClock } from "./clock";

describe("the server's clock", () => {
  it("is taken from the least delayed of the last messages", () => {
    let local = 1_000_000;
    const clock = new ServerClock(() => local);
    const at = (ms: number) => new Date(ms).toISOString();
    clock.observe(at(local + 60_000 - 900)); // came 900 ms late
    clock.observe(at(local + 60_000 - 30));
    clock.observe(at(local + 60_000 - 400));
    local += 5_000;
    expect(clock.now()).toBe(local + 60_000 - 30);
  });
  it("forgets what it heard long ago, for clocks drift", () => {
    const clock = new ServerClock(() => 0);
    clock.observe(new Date(500).toISOString());
    for (let message = 0; message < 12; message += 1) clock.observe(new Date(100).toISOString());
    expect(clock.now()).toBe(100);
  });
  it("is not moved by a time that is none", () => {
    const clock = new ServerClock(() => 42);
    clock.observe("ayer");
    expect(clock.now()).toBe(42);
  });
});
