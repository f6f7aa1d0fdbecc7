import { describe, expect, it } from "vitest";
import { singleFlight } from "./single-flight";

describe("a wish of a form", () => {
  it("goes out once, however often it is pressed before its answer", () => {
    const sent: string[] = [];
    const answers: (() => void)[] = [];
    const send = singleFlight<string, string>((wish, told) => {
      sent.push(wish);
      answers.push(() => told?.onSettled?.("done", null, wish, undefined, {} as never));
    });
    send("octubre");
    send("octubre");
    expect(sent).toEqual(["octubre"]);
    answers[0]?.();
    send("septiembre");
    expect(sent).toEqual(["octubre", "septiembre"]);
  });
  it("still tells who asked that it is settled", () => {
    const told: string[] = [];
    const send = singleFlight<string, string>((wish, options) =>
      options?.onSettled?.("done", null, wish, undefined, {} as never),
    );
    send("nota", { onSettled: (_data, _error, wish) => told.push(wish) });
    expect(told).toEqual(["nota"]);
  });
});
