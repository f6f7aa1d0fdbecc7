/** The agreement of two evaluators, a row for each criterion or group: kappa always beside the counts. */
import type { AgreementFigures } from "../../../../api/calibrations";
import { formatInteger } from "../../../../formats";
import { inSentence, labelOf, useLabels, valuesOf } from "../../../../labels";
import { agreedCount, kappaLabel, observedLabel } from "../../model/calibrations";
import css from "../quality.module.css";
import { t } from "../../../../i18n/translate";

export interface AgreementRow {
  id: string;
  name: string;
  figures: AgreementFigures;
}

interface AgreementTableProps {
  /** The heading of the first column. */
  heading: string;
  /** The id of the element that names the table. */
  labelledBy: string;
  rows: readonly AgreementRow[];
  /** The two whose answers are compared, in the order of the counts. */
  pair: readonly [string, string];
}

export function AgreementTable({ heading, labelledBy, rows, pair }: AgreementTableProps) {
  return (
    <div className={css.scroll} tabIndex={0} role="group" aria-labelledby={labelledBy}>
      <table className="list" aria-labelledby={labelledBy}>
        <thead>
          <tr>
            <th scope="col">{heading}</th>
            <th scope="col" className="number">
              {t("Coinciden")}
            </th>
            <th scope="col" className="number">
              %
            </th>
            <th scope="col" className="number">
              {t("Kappa")}
            </th>
            <th scope="col">{t("Cuentas: {pair} / {pair2}", { pair: pair[0], pair2: pair[1] })}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ id, name, figures }) => (
            <tr key={id}>
              <th scope="row">{name}</th>
              <td data-label={t("Coinciden")} className="number num">
                {t("{formatInteger} de {compared}", {
                  formatInteger: formatInteger(agreedCount(figures)),
                  compared: formatInteger(figures.compared),
                })}
              </td>
              <td data-label="%" className="number num">
                {observedLabel(figures)}
              </td>
              <td data-label={t("Kappa")} className="number num">
                {kappaLabel(figures)}
              </td>
              <td data-label={t("Cuentas: {pair} / {pair2}", { pair: pair[0], pair2: pair[1] })} data-wide>
                <Counts figures={figures} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Each pair of answers that occurs, with its number: «cumple / no cumple: 2». */
export function Counts({ figures }: { figures: AgreementFigures }) {
  const { evaluation_answers } = useLabels();
  const answers = valuesOf(evaluation_answers).map((each) => inSentence(labelOf(evaluation_answers, each)));
  const pairs = figures.counts.flatMap((row, first) =>
    row.flatMap((count, second) => (count ? [`${answers[first]} / ${answers[second]}: ${formatInteger(count)}`] : [])),
  );
  return <>{pairs.join(" · ") || t("nada que comparar")}</>;
}

export function KappaNote() {
  return (
    <p className="quiet small">
      {t(
        "Kappa descuenta lo que coincidiría por azar. Es «sin valor» si el azar solo ya daría 100 %. Donde casi todo se cumple, kappa puede ser baja aunque las respuestas coincidan: léala siempre con las cuentas.",
      )}
    </p>
  );
}
