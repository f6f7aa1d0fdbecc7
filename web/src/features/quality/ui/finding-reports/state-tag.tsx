/** The state of a report of findings as a tag. */
import type { FindingReportSummary } from "../../../../api/finding-reports";
import { labelOf, useLabels } from "../../../../labels";
import { reportTone } from "../../model/finding-reports";
import css from "../quality.module.css";

export function ReportStateTag({ state }: { state: FindingReportSummary["state"] }) {
  const { finding_report_states } = useLabels();
  return (
    <span className={css.tag} data-tone={reportTone(state)}>
      {labelOf(finding_report_states, state)}
    </span>
  );
}
