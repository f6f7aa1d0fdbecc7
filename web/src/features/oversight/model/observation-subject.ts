/** The subject of an observation: its label and its link. Pure. */
import type { ObservationSubject, Observation } from "../../../api/observations";
import { longDateOfDay } from "../../../formats";
import type { LineNameLookup } from "../../../labels";
import { viewPath } from "./indicator-view";
import { slotLabel } from "./indicator-labels";
import { t } from "../../../i18n/translate";

/** «Nivel de servicio: 78,40 % · Nacional · mar. 3 de nov.» */
export function subjectLabel(about: ObservationSubject, lineName: LineNameLookup): string {
  switch (about.kind) {
    case "general":
      return t("El contrato en general");
    case "call":
      return t("Una llamada");
    case "indicator": {
      const place = about.line ? lineName(about.line) : t("Todas las líneas");
      const when = about.slot
        ? slotLabel(about.slot, about.by)
        : t("{begins} a {ends}", { begins: longDateOfDay(about.begins), ends: longDateOfDay(about.ends) });
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

const businessDaysLabel = (count: number): string => `${count} ${count === 1 ? t("día hábil") : t("días hábiles")}`;
/** Return the status of the observation's term. */
export function standingLabel({ standing, days: many }: Pick<Observation, "standing" | "days">): string {
  switch (standing) {
    case "waiting":
      return many === 0 ? t("vence hoy") : `${many === 1 ? t("queda") : t("quedan")} ${businessDaysLabel(many)}`;
    case "late":
      return many === 0 ? t("fuera de plazo") : t("fuera de plazo hace {many}", { many: businessDaysLabel(many) });
    case "answered":
      return t("respondida a tiempo");
    default:
      return many === 0
        ? t("respondida fuera de plazo")
        : t("respondida {many} tarde", { many: businessDaysLabel(many) });
  }
}
