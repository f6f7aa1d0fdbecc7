// @vitest-environment happy-dom
import { describe, expect, it } from "vitest";
import type { Advisor, Call, TransferTargets } from "../../../api/types";
import { callForAdvisor } from "../../../realtime/desk-hooks";
import { timelineSegments } from "../../../components/call-timeline";
import { originNotes, numberLabel, stageLabel } from "./call-card";
import { transferOptions } from "./transfer-dialog";
import labels from "../../../api/labels.sample.json";

const at = (minute: number) => `2026-11-24T15:${String(minute).padStart(2, "0")}:00.000Z`;
const call = (change: Partial<Call>) =>
  ({
    kind: "call",
    stage: "talking",
    arrived_at: at(0),
    first_at: at(1),
    queued_at: at(1),
    offered_at: at(2),
    answered_at: at(3),
    ended_at: null,
    attempt: 0,
    transferred_by: null,
    transferred_by_name: null,
    received_from: null,
    received_from_name: null,
    consulted: null,
    held: false,
    held_at: null,
    held_ms: 0,
    muted: false,
    recording: "",
    number_words: null,
    survey: false,
    ...change,
  }) as Call;
const advisor = (state: Advisor["state"], change: Partial<Advisor> = {}) =>
  ({ id: "ana", state, since: at(9), ...change }) as Advisor;
const names = (of: Call) => timelineSegments(of).map(({ name }) => name);

describe("the origin of a call", () => {
  it("is empty for a call straight from its menu", () => expect(originNotes(call({}))).toEqual([]));
  it("names the advisor who transferred it and the start of the caller's wait", () =>
    expect(originNotes(call({ transferred_by: "beto", transferred_by_name: "Beto Ruiz", queued_at: at(8) }))).toEqual([
      "La transfirió Beto Ruiz",
      "Espera desde las 10:01:00",
    ]));
  it("names the campaign it came from and the start of the caller's wait", () =>
    expect(originNotes(call({ received_from: "cali", received_from_name: "Regional Cali", queued_at: at(8) }))).toEqual(
      ["Viene de la campaña Regional Cali", "Espera desde las 10:01:00"],
    ));
  it("names the time of the promised call-back and the attempt", () => {
    expect(originNotes(call({ kind: "call_back", stage: "ringing", attempt: 1 }))[0]).toBe(
      "Devolución pedida a las 10:00 · intento 2",
    );
    expect(originNotes(call({ kind: "call_back", attempt: 2 }))[0]).toBe("Devolución pedida a las 10:00 · intento 2");
  });
  it("tells before acceptance which number a call-back dials", () => {
    const words = "Celular, marcado por la persona";
    expect(numberLabel(call({ kind: "call_back", stage: "ringing", number_words: words }))).toBe(
      `Si contesta, se llama a este número: ${words}`,
    );
    expect(numberLabel(call({ kind: "call_back", number_words: words }))).toBe(words);
    expect(numberLabel(call({ stage: "ringing", number_words: words }))).toBe(words);
  });
});

describe("the stage label of a call", () => {
  it.each([
    ["offered", { stage: "ringing" }, "Llamada entrante · conteste en su teléfono"],
    ["offered", { stage: "ringing", kind: "call_back" }, "Devolución de llamada · conteste en su teléfono"],
    ["talking", { consulted: "beto", consulted_name: "Beto Ruiz", held: true }, "Consultando a Beto Ruiz"],
    ["offered", { consulted: "ana" }, "Le consultan · conteste en su teléfono"],
    ["talking", { consulted: "ana" }, "Le consultan · quien llama espera"],
    ["talking", { consulted: "ana", joined: true }, "Hablan los tres"],
    ["talking", { consulted: "beto", consulted_name: "Beto Ruiz", joined: true }, "Hablan los tres, con Beto Ruiz"],
    ["talking", { consulted: "beto", joined: true, held: true }, "Retenida · quien llama oye música"],
    ["wrap_up", { stage: "wrap_up", transferred_by: "ana" }, "La llamada pasó a otro · tipifique"],
    ["wrap_up", { stage: "wrap_up", transferred_by: "beto" }, "La llamada terminó · tipifique"],
  ] as const)("for the advisor state %s and %j", (state, change, words) =>
    expect(stageLabel(call(change as Partial<Call>), advisor(state))).toBe(words),
  );
});

describe("an advisor's view of a call", () => {
  it("is in wrap-up after a transfer, while another advisor talks", () => {
    const own = callForAdvisor(call({ advisor: "beto" }), advisor("wrap_up"));
    expect(own).toMatchObject({ stage: "wrap_up", ended_at: at(9) });
  });
  it("is the same object where nothing differs", () => {
    const same = call({});
    expect(callForAdvisor(same, advisor("talking"))).toBe(same);
  });
});

describe("the timeline of a call", () => {
  it("goes from the menu to the conversation", () =>
    expect(names(call({}))).toEqual(["Menú", "Espera", "Timbre", "Conversación"]));
  it("shows a conversation before the wait that follows it", () =>
    expect(names(call({ stage: "ringing", answered_at: at(3), queued_at: at(8), offered_at: at(9) }))).toEqual([
      "Menú",
      "Conversación",
      "Espera",
      "Timbre",
    ]));
  it("begins in the campaign that the call came from", () =>
    expect(
      timelineSegments(
        call({ received_from: "cali", arrived_at: at(5), queued_at: at(5), offered_at: at(6), answered_at: at(7) }),
      ).map(({ name, from }) => [name, from])[0],
    ).toEqual(["Otra campaña", at(1)]));
  it("omits ringing without an answer", () =>
    expect(names(call({ stage: "waiting", answered_at: null }))).toEqual(["Menú", "Espera"]));
});

describe("the transfer options", () => {
  const targets: TransferTargets = {
    queues: [{ id: "pagos", name: "Pagos", waiting: 2, available: 0 }],
    advisors: [
      { id: "beto", name: "Beto Ruiz", state: "available" },
      { id: "luz", name: "Luz Peña", state: "talking" },
    ],
    campaigns: [{ id: "cali", name: "Regional Cali", queues: [{ id: "vida", name: "Vida" }] }],
  };
  it("are all queues, here and in other campaigns, and all advisors, with the reason if one is unavailable", () =>
    expect(
      transferOptions(labels, targets).map(({ target, available: open, statusLabel: words }) => [target, open, words]),
    ).toEqual([
      ["queue:pagos", true, "sin asesores libres · 2 esperan"],
      ["advisor:beto", true, "disponible"],
      ["advisor:luz", false, "no se puede ahora: en llamada"],
      ["campaign:cali/vida", true, "Regional Cali"],
    ]));
});
