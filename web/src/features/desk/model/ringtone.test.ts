import { afterEach, beforeEach, expect, it, vi } from "vitest";

/** An audio context that counts its states; notes end when the test says so. */
class FakeContext {
  static made: FakeContext[] = [];
  state = "running";
  currentTime = 0;
  destination = {};
  notes: { onended: (() => void) | null }[] = [];
  constructor() {
    FakeContext.made.push(this);
  }
  async resume() {
    this.state = "running";
  }
  async suspend() {
    this.state = "suspended";
  }
  createGain = () => ({
    gain: { setValueAtTime() {}, linearRampToValueAtTime() {}, exponentialRampToValueAtTime() {} },
    connect() {},
  });
  createOscillator = () => {
    const note = { onended: null, frequency: { value: 0 }, connect: (next: unknown) => next, start() {}, stop() {} };
    this.notes.push(note);
    return note;
  };
}

beforeEach(() => {
  vi.resetModules();
  FakeContext.made = [];
  vi.stubGlobal("AudioContext", FakeContext);
});
afterEach(() => void vi.unstubAllGlobals());

it("is suspended until a call rings, and again when its last note has ended", async () => {
  const { prepareRinging, chime } = await import("./ringtone");
  prepareRinging();
  const [context] = FakeContext.made;
  expect(context?.state).toBe("suspended");
  chime();
  expect(context?.state).toBe("running");
  expect(context?.notes).toHaveLength(2);
  context?.notes[0]?.onended?.();
  expect(context?.state).toBe("running");
  context?.notes[1]?.onended?.();
  expect(context?.state).toBe("suspended");
});

it("goes on while a second ring follows the first", async () => {
  const { chime } = await import("./ringtone");
  chime();
  chime();
  const [context, ...others] = FakeContext.made;
  expect(others).toEqual([]);
  for (const note of context?.notes.slice(0, 3) ?? []) note.onended?.();
  expect(context?.state).toBe("running");
});
