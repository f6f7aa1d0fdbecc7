import { describe, expect, it } from "vitest";
import { singleFlight } from "./single-flight";

describe("singleFlight", () => {
  it("sends once, however often the form is submitted before the answer", () => {
    const sent: string[] = [];
    const answers: (() => void)[] = [];
    const send = singleFlight<string, string>((month, options) => {
      sent.push(month);
      answers.push(() => options?.onSettled?.("done", null, month, undefined, {} as never));
    });
    send("octubre");
    send("octubre");
    expect(sent).toEqual(["octubre"]);
    answers[0]?.();
    send("septiembre");
    expect(sent).toEqual(["octubre", "septiembre"]);
  });
  it("still calls the caller's onSettled", () => {
    const settled: string[] = [];
    const send = singleFlight<string, string>((note, options) =>
      options?.onSettled?.("done", null, note, undefined, {} as never),
    );
    send("nota", { onSettled: (_data, _error, note) => settled.push(note) });
    expect(settled).toEqual(["nota"]);
  });
});
