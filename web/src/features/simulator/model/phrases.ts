/** What the simulator says about a call: where it is, and how long until an advisor. */
import type { SimulationResult } from "../../../api/simulations";
import { spokenDuration } from "../../../formats";
import { t } from "../../../i18n/translate";

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
      return state.interruptible
        ? t("Oye un mensaje; una tecla lo corta")
        : t("Oye un mensaje que ninguna tecla corta");
    case "key":
      return state.stage === "entering" ? t("Se esperan cifras, y numeral al final") : t("Se espera una tecla");
    case "lookup":
      return t("Oye música mientras responde una consulta");
    case "queue":
      return state.place
        ? t("Espera en {queue_name}, en el puesto {position}", {
            queue_name: state.place.queue_name,
            position: String(state.place.position),
          })
        : t("Espera en la línea");
    case "ringing":
      return t("Suena el teléfono de un asesor");
    case "talk":
      return state.waited_s === null
        ? t("Habla con un asesor")
        : t("Habla con un asesor; esperó {waited_s}", { waited_s: spokenSeconds(state.waited_s) });
    case "nothing":
      return t("La llamada terminó{text}{text2}", {
        text: state.outcome_name ? `: ${state.outcome_name.toLowerCase()}` : "",
        text2: state.connected_to ? t("; se conecta con {connected_to}", { connected_to: state.connected_to }) : "",
      });
  }
}

/** How long until an advisor, for a caller who waits on; null unless the call is in a queue. */
export function forecastText({ forecast }: SimulationResult): string | null {
  if (!forecast) return null;
  if (forecast.answered_in_s !== null)
    return t("Un asesor contesta en {answered_in_s}.", { answered_in_s: spokenSeconds(forecast.answered_in_s) });
  return forecast.meets === "nothing"
    ? t("Ningún asesor contesta: la llamada termina en {searched_s}.", {
        searched_s: spokenSeconds(forecast.searched_s),
      })
    : t("Ningún asesor contesta en dos horas.");
}
