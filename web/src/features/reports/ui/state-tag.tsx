/** The state of a report as a tag. */
import type { OwnReportSummary } from "../../../api/own-reports";
import { stateLabel } from "../model/report-labels";
import css from "./reports.module.css";

export function StateTag({ report }: { report: Pick<OwnReportSummary, "state" | "stop_cause"> }) {
  return (
    <span className={css.tag} data-state={report.state}>
      {stateLabel(report)}
    </span>
  );
}
