/** The state of an incident in a few words: whether it is open, its duration, its effect on calls. */
import type { Incident } from "../../../../api/incidents";
import { formatInteger, spokenDuration } from "../../../../formats";
import { inSentence, useLabels } from "../../../../labels";
import css from "../oversight.module.css";
import { t } from "../../../../i18n/translate";

export const durationSentence = (from: string, to: string): string =>
  t("duró {spokenDuration}", { spokenDuration: spokenDuration(Date.parse(to) - Date.parse(from)) });

/** Return the effect on calls in a few words. */
export function effectLabel({ effect, kind }: Pick<Incident, "effect" | "kind">): string {
  const lost = effect.technical_failures + effect.capacity_rejected;
  if (lost > 0) return `${formatInteger(lost)} ${lost === 1 ? t("llamada afectada") : t("llamadas afectadas")}`;
  return kind === "outage" ? t("sin llamadas afectadas") : "";
}

export function IncidentState({ incident: { ended_at, kind } }: { incident: Pick<Incident, "ended_at" | "kind"> }) {
  const { incident_kinds } = useLabels();
  if (ended_at) return <span className={css.plainTag}>{t("terminó")}</span>;
  return <span className={kind === "outage" ? css.discount : css.warnTag}>{inSentence(incident_kinds[kind])}</span>;
}
