import { MutationObserver, QueryClient } from "@tanstack/react-query";
import { describe, expect, it } from "vitest";
import { singleFlight } from "./single-flight";

describe("singleFlight", () => {
  it("sends once, however often the form is submitted before the answer", async () => {
    const sent: string[] = [];
    const answers: (() => void)[] = [];
    const send = singleFlight<string, string>((month) => {
      sent.push(month);
      return new Promise((resolve) => answers.push(() => resolve("done")));
    });
    const settled = new Promise<void>((resolve) => send("octubre", { onSettled: () => resolve() }));
    send("octubre");
    expect(sent).toEqual(["octubre"]);
    answers[0]?.();
    await settled;
    send("septiembre");
    expect(sent).toEqual(["octubre", "septiembre"]);
  });
  it("calls the handlers of success and of failure, and sends again after both", async () => {
    const heard: string[] = [];
    const send = singleFlight<string, string>((note) =>
      note === "vacía" ? Promise.reject(new Error("Escriba la nota.")) : Promise.resolve("guardada"),
    );
    const submit = (note: string) =>
      new Promise<void>((resolve) =>
        send(note, {
          onSuccess: (data, of) => heard.push(`${of}: ${data}`),
          onError: (error, of) => heard.push(`${of}: ${error.message}`),
          onSettled: () => resolve(),
        }),
      );
    await submit("vacía");
    await submit("nota");
    expect(heard).toEqual(["vacía: Escriba la nota.", "nota: guardada"]);
  });
  it("calls the handlers although the data that the request fetches again removed its form", async () => {
    let unmountForm = () => {};
    const observer = new MutationObserver<string, Error, string>(new QueryClient(), {
      mutationFn: () => Promise.resolve("enviada"),
      onSettled: () => unmountForm(),
    });
    unmountForm = observer.subscribe(() => {});
    const send = singleFlight<string, string>((text) => observer.mutate(text));
    expect(await new Promise((resolve) => send("refutación", { onSuccess: resolve }))).toBe("enviada");
  });
});
