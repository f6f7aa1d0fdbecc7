import { describe, expect, it } from "vitest";
import sample from "../../../api/labels.sample.json";
import type { Labels } from "../../../labels";
import { callLength, choicePath, talkPhrase, talkTotal, topicPhrase, waitPhrase } from "./summary";

const labels = sample as Labels;
const at = "2026-11-24T15:00:00Z";
const summary = {
  line_name: "Línea Bogotá",
  caller: "300 111 2201",
  customer: null,
  choices: [],
  waits: [],
  talks: [],
  talk_ms: null,
  topic: null,
  tickets: [],
  survey: null,
};
const talk = { advisor: "ana", advisor_name: "Ana Rojas", began_at: at, talk_ms: 187_000 };

describe("the summary of a call", () => {
  it("shows the choices as a path", () => {
    expect(choicePath({ ...summary, choices: ["Pagos", "Formas de pago"] })).toBe("Pagos › Formas de pago");
    expect(choicePath(summary)).toBe("No eligió ninguna opción");
  });
  it("says how each wait ended", () => {
    const wait = { queue: "pagos", queue_name: "Pagos", began_at: at, wait_ms: 20_000, result: "answered" } as const;
    expect(waitPhrase(wait, labels)).toBe("0:20 en Pagos, contestada");
    expect(waitPhrase({ ...wait, wait_ms: null, result: "waiting" }, labels)).toBe("en Pagos, sigue en espera");
  });
  it("names the advisor with the time that each talked", () => {
    expect(talkPhrase(talk)).toBe("Ana Rojas, 3:07");
    expect(talkPhrase({ ...talk, talk_ms: null })).toBe("Ana Rojas, en conversación");
  });
  it("adds the total only where it says something new", () => {
    expect(talkTotal({ summary: { ...summary, talks: [talk], talk_ms: 187_000 }, held_ms: 0 })).toBe("");
    expect(talkTotal({ summary: { ...summary, talks: [talk, talk], talk_ms: 374_000 }, held_ms: 35_000 })).toBe(
      "6:14 en total, 0:35 retenida",
    );
  });
  it("shows the topic without an empty sub-theme", () =>
    expect(topicPhrase({ kind_name: "Queja", theme_name: "Trato", subtheme_name: null })).toBe("Queja · Trato"));
  it("has no length while the call goes on", () => {
    expect(callLength({ arrived_at: at, ended_at: null })).toBeNull();
    expect(callLength({ arrived_at: at, ended_at: "2026-11-24T15:01:00Z" })).toBe(60_000);
  });
});
