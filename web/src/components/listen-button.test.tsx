// @vitest-environment happy-dom
import { MantineProvider } from "@mantine/core";
import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ListenButton } from "./listen-button";

/** Stands in for the browser's audio element, which a test environment does not have. */
class SilentAudio {
  static made: SilentAudio[] = [];
  paused = true;
  onplaying: (() => void) | null = null;
  onended: (() => void) | null = null;
  fail: (error: Error) => void = () => undefined;
  readonly source: string;

  constructor(source: string) {
    this.source = source;
    SilentAudio.made.push(this);
  }
  play(): Promise<void> {
    this.paused = false;
    return new Promise((_, reject) => {
      this.fail = reject;
    });
  }
  pause(): void {
    this.paused = true;
  }
}

beforeEach(() => {
  SilentAudio.made = [];
  vi.stubGlobal("Audio", SilentAudio);
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const show = (...names: string[]) =>
  render(
    <MantineProvider>
      {names.map((name) => (
        <ListenButton key={name} name={name} source={`/api/v1/contingency-messages/${name}/audio`} />
      ))}
    </MantineProvider>,
  );
const press = (label: string) => fireEvent.click(screen.getByRole("button", { name: label }));

describe("a sound", () => {
  it("plays on request, and stops by the same button or at its end", () => {
    show("lluvia");
    expect(SilentAudio.made).toEqual([]);
    press("Escuchar «lluvia»");
    const [sound] = SilentAudio.made;
    expect([sound?.source, sound?.paused]).toEqual(["/api/v1/contingency-messages/lluvia/audio", false]);
    act(() => sound?.onplaying?.());
    press("Detener «lluvia»");
    expect(sound?.paused).toBe(true);
    press("Escuchar «lluvia»");
    act(() => SilentAudio.made[1]?.onended?.());
    screen.getByRole("button", { name: "Escuchar «lluvia»" });
  });

  it("ends when another one begins, and when its button goes away", () => {
    const { unmount } = show("lluvia", "paro");
    press("Escuchar «lluvia»");
    press("Escuchar «paro»");
    expect(SilentAudio.made.map(({ paused }) => paused)).toEqual([true, false]);
    screen.getByRole("button", { name: "Escuchar «lluvia»" });
    unmount();
    expect(SilentAudio.made.map(({ paused }) => paused)).toEqual([true, true]);
  });

  it("that cannot be played is said, and can be tried again", async () => {
    show("lluvia");
    press("Escuchar «lluvia»");
    await act(async () => SilentAudio.made[0]?.fail(new Error("404")));
    expect(screen.getByRole("alert").textContent).toMatch(/^No se pudo reproducir/);
    press("Escuchar «lluvia»");
    expect(screen.queryByRole("alert")).toBeNull();
  });
});
