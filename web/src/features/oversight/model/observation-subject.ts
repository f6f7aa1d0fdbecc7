/** The subject of an observation: its label and its link. Pure. */
import type { ObservationSubject, Observation } from "../../../api/observations";
import { longDateOfDay } from "../../../formats";
import type { LineNameLookup } from "../../../labels";
import { viewPath } from "./indicator-view";
import { slotLabel } from "./indicator-labels";

/** «Nivel de servicio: 78,40 % · Nacional · mar. 3 de nov.» */
export function subjectLabel(about: ObservationSubject, lineName: LineNameLookup): string {
  switch (about.kind) {
    case "general":
      return "El contrato en general";
    case "call":
      return "Una llamada";
    case "indicator": {
      const place = about.line ? lineName(about.line) : "Todas las líneas";
      const when = about.slot
        ? slotLabel(about.slot, about.by)
        : `${longDateOfDay(about.begins)} a ${longDateOfDay(about.ends)}`;
      return [`${about.name}${about.value ? `: ${about.value}` : ""}`, place, when].join(" · ");
    }
    default:
      return about.name;
  }
}

/** The list of screens that each kind of record is opened from. */
const RECORD_PATHS: Partial<Record<ObservationSubject["kind"], string>> = {
  call: "/llamadas",
  incident: "/incidentes",
  report: "/informes",
  sample: "/calidad/muestras",
  evaluation: "/calidad/evaluaciones",
  finding: "/calidad/hallazgos",
};

/** Return the path of the subject as it was when observed; null if it has none. */
export function subjectPath(about: ObservationSubject): string | null {
  switch (about.kind) {
    case "general":
      return null;
    case "sealed_period":
      return "/sellos";
    case "indicator":
      return viewPath({
        from: about.begins,
        until: about.ends,
        by: about.by,
        line: about.line ?? "",
        queue: about.queue ?? "",
        pane: "cifras",
        indicator: about.id,
        slot: about.slot ?? "",
        part: "denominator",
      });
    default: {
      const list = RECORD_PATHS[about.kind];
      return list === undefined ? null : `${list}/${encodeURIComponent(about.id)}`;
    }
  }
}

const businessDaysLabel = (count: number): string => `${count} ${count === 1 ? "día hábil" : "días hábiles"}`;
/** Return the status of the observation's term. */
export function standingLabel({ standing, days: many }: Pick<Observation, "standing" | "days">): string {
  switch (standing) {
    case "waiting":
      return many === 0 ? "vence hoy" : `${many === 1 ? "queda" : "quedan"} ${businessDaysLabel(many)}`;
    case "late":
      return many === 0 ? "fuera de plazo" : `fuera de plazo hace ${businessDaysLabel(many)}`;
    case "answered":
      return "respondida a tiempo";
    default:
      return many === 0 ? "respondida fuera de plazo" : `respondida ${businessDaysLabel(many)} tarde`;
  }
}
