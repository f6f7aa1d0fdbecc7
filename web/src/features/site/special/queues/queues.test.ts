import { describe, expect, it } from "vitest";
import SITE from "../common/sample-site.json";
import { fieldsOf, valueAt } from "../common/values";
import { queueSentences, secondsText, wayOutOf, withWayOut } from "./sentences";

describe("a queue in words", () => {
  it("says times as people do", () => {
    expect([20, 60, 90, 0].map(secondsText)).toEqual([
      "20 segundos",
      "1 minuto",
      "1 minuto y 30 segundos",
      "0 segundos",
    ]);
  });
  it("says what is the default, and every way out", () => {
    expect(queueSentences(SITE, fieldsOf(valueAt(SITE, ["queues", "credito"])))).toEqual([
      "La llamada se ofrece: al que lleva más tiempo libre. El teléfono de cada asesor timbra 15 segundos.",
      "Está a tiempo si se contesta en 20 segundos. Después hay 20 segundos para tipificar.",
      "No se dice el turno ni la espera.",
      "Si ya esperan muchos (100 llamadas): pasa a la cola Información general.",
    ]);
  });
  it("says who receives a call first, and when it is announced", () => {
    const queue = {
      strategy: "best_level",
      announce_every_s: 60,
      bands: [
        { after_s: 0, level: 5 },
        { after_s: 20, level: 1 },
      ],
      overflow: { nobody: { call_back: true }, max_wait: { after_s: 180, voice_message: "ocupadas" } },
    };
    expect(queueSentences(SITE, queue).slice(2)).toEqual([
      "Quién la recibe: desde 0 segundos, nivel 5 o más; desde 20 segundos, nivel 1 o más.",
      "Cada 1 minuto se dice el turno y la espera calculada.",
      "Si no hay nadie de turno: se le ofrece devolver la llamada.",
      "Si ya esperó mucho (3 minutos): oye «ocupadas» y puede dejar un mensaje.",
    ]);
  });
});

describe("a way out", () => {
  it("is one place, and keeps its bound", () => {
    const other = withWayOut({ most: 100, queue: "general" }, "call_back", "");
    expect(other).toEqual({ most: 100, call_back: true });
    expect(wayOutOf(other)).toEqual({ way: "call_back", id: "" });
    expect(wayOutOf({ most: 100, call_back: false })).toBeNull();
  });
});
