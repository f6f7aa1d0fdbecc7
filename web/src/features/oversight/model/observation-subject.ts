/** What an observation is about, in words, and where that is seen. Pure. */
import type { About, Observation } from "../../../api/observations";
import { dateOfDay } from "../../../formats";
import type { LineName } from "../../../api/queries";
import { pathOfView } from "./indicator-view";
import { slotWords } from "./indicator-labels";

const SHORT = 8; // of an id, enough to tell one from another; the whole one stands in the address

export const KINDS: Record<About["kind"], string> = {
  general: "El contrato",
  indicator: "Una cifra",
  sealed_period: "Un sello",
  report: "Un informe",
  incident: "Un incidente",
  call: "Una llamada",
};

/** «Nivel de servicio: 78,40 % · Nacional · mar. 3 de nov.» */
export function aboutWords(about: About, lineName: LineName): string {
  switch (about.kind) {
    case "general":
      return "El contrato en general";
    case "call":
      return `Llamada ${about.id.slice(0, SHORT)}${about.id.length > SHORT ? "…" : ""}`;
    case "indicator": {
      const place = about.line ? lineName(about.line) : "Todas las líneas";
      const when = about.slot ? slotWords(about.slot, about.by) : `${dateOfDay(about.begins)} a ${dateOfDay(about.ends)}`;
      return [`${about.name}${about.value ? `: ${about.value}` : ""}`, place, when].join(" · ");
    }
    default:
      return about.name;
  }
}

/** Where it is seen as it was when it was observed; null where there is no such place. */
export function pathOfAbout(about: About): string | null {
  switch (about.kind) {
    case "general":
      return null;
    case "call":
      return `/llamadas/${encodeURIComponent(about.id)}`;
    case "incident":
      return `/incidentes/${encodeURIComponent(about.id)}`;
    case "report":
      return `/informes/${encodeURIComponent(about.id)}`;
    case "sealed_period":
      return "/sellos";
    default:
      return pathOfView({
        from: about.begins, until: about.ends, by: about.by, line: about.line ?? "", queue: about.queue ?? "",
        pane: "cifras", indicator: about.id, slot: about.slot ?? "", part: "denominator",
      });
  }
}

const days = (count: number): string => `${count} ${count === 1 ? "día hábil" : "días hábiles"}`;
/** How its term stands, in words. */
export function standingWords({ standing, days: many }: Pick<Observation, "standing" | "days">): string {
  switch (standing) {
    case "waiting":
      return many === 0 ? "vence hoy" : `${many === 1 ? "queda" : "quedan"} ${days(many)}`;
    case "late":
      return many === 0 ? "fuera de plazo" : `fuera de plazo hace ${days(many)}`;
    case "answered":
      return "respondida a tiempo";
    default:
      return many === 0 ? "respondida fuera de plazo" : `respondida ${days(many)} tarde`;
  }
}
