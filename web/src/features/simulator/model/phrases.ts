/** What the simulator says about a call: where it is, and how long until an advisor. */
import type { SimulationResult } from "../../../api/simulations";
import { spokenDuration } from "../../../formats";

type State = SimulationResult["state"];
const MS = 1_000;

export const clockText = (seconds: number): string => {
  const whole = Math.floor(seconds);
  return `${String(Math.floor(whole / 60))}:${String(whole % 60).padStart(2, "0")}`;
};

export const spokenSeconds = (seconds: number): string => spokenDuration(Math.round(seconds) * MS);

export function situation(state: State): string {
  switch (state.meets) {
    case "prompt":
      return state.interruptible ? "Oye un mensaje; una tecla lo corta" : "Oye un mensaje que ninguna tecla corta";
    case "key":
      return "Se espera una tecla";
    case "queue":
      return state.place
        ? `Espera en ${state.place.queue_name}, en el puesto ${String(state.place.position)}`
        : "Espera en la línea";
    case "ringing":
      return "Suena el teléfono de un asesor";
    case "talk":
      return state.waited_s === null
        ? "Habla con un asesor"
        : `Habla con un asesor; esperó ${spokenSeconds(state.waited_s)}`;
    case "nothing":
      return `La llamada terminó${state.outcome_name ? `: ${state.outcome_name.toLowerCase()}` : ""}${state.connected_to ? `; se conecta con ${state.connected_to}` : ""}`;
  }
}

/** How long until an advisor, for a caller who waits on; null unless the call is in a queue. */
export function forecastText({ forecast }: SimulationResult): string | null {
  if (!forecast) return null;
  if (forecast.answered_in_s !== null) return `Un asesor contesta en ${spokenSeconds(forecast.answered_in_s)}.`;
  return forecast.meets === "nothing"
    ? `Ningún asesor contesta: la llamada termina en ${spokenSeconds(forecast.searched_s)}.`
    : "Ningún asesor contesta en dos horas.";
}
