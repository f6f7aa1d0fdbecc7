/** The results of a session: each evaluator with the master, each item by criterion, and each criterion over all. */
import { Checkbox } from "@mantine/core";
import { useState } from "react";
import type { Calibration, CalibrationResults, ItemComparison, ScoreDifference } from "../../../../api/calibrations";
import { Link } from "../../../../components/link";
import { formatInteger } from "../../../../formats";
import { labelOf, useLabels } from "../../../../labels";
import {
  agreedCount,
  criteriaOf,
  evaluationPath,
  kappaLabel,
  observedLabel,
  pointsLabel,
  scoreLabel,
} from "../../model/calibrations";
import css from "../quality.module.css";
import { AgreementTable, Counts, KappaNote } from "./agreement-table";
import own from "./calibrations.module.css";
import { t } from "../../../../i18n/translate";

interface ResultsProps {
  session: Calibration;
  results: CalibrationResults;
}

export function Results({ session, results }: ResultsProps) {
  const [all, setAll] = useState(false);
  return (
    <>
      <EvaluatorSection session={session} results={results} />
      <section className={`panel ${css.sheet}`} aria-labelledby="comparacion">
        <header>
          <h2 id="comparacion" className={css.grow}>
            {t("Comparación con la nota maestra")}
          </h2>
          <Checkbox
            label={t("Mostrar también los criterios en que todos coinciden")}
            checked={all}
            onChange={(event) => setAll(event.currentTarget.checked)}
          />
        </header>
        {results.items.map((each) => (
          <ItemTable key={each.item} session={session} item={each} all={all} />
        ))}
      </section>
      <section className={`panel ${css.sheet}`} aria-labelledby="por-criterio">
        <h2 id="por-criterio">{t("Concordancia por criterio")}</h2>
        <p className="quiet">{t("Todos los evaluadores con la nota maestra.")}</p>
        <AgreementTable
          heading={t("Criterio")}
          labelledBy="por-criterio"
          rows={results.criteria.map(({ criterion, name, figures }) => ({ id: criterion, name, figures }))}
          pair={[t("maestra"), t("evaluador")]}
        />
        <KappaNote />
      </section>
    </>
  );
}

function EvaluatorSection({ session, results }: ResultsProps) {
  return (
    <section className={`panel ${css.sheet}`} aria-labelledby="por-evaluador">
      <h2 id="por-evaluador">{t("Resultados por evaluador")}</h2>
      <div className={css.scroll} tabIndex={0} role="group" aria-labelledby="por-evaluador">
        <table className="list">
          <thead>
            <tr>
              <th scope="col">{t("Evaluador")}</th>
              <th scope="col" className="number">
                {t("Evaluó")}
              </th>
              <th scope="col" className="number">
                {t("Fuera de la tolerancia")}
              </th>
              <th scope="col" className="number">
                {t("Coinciden")}
              </th>
              <th scope="col" className="number">
                %
              </th>
              <th scope="col" className="number">
                {t("Kappa")}
              </th>
              <th scope="col">{t("Cuentas: maestra / evaluador")}</th>
            </tr>
          </thead>
          <tbody>
            {results.evaluators.map(({ user, name, items, beyond, figures }) => (
              <tr key={user}>
                <th scope="row">{name}</th>
                <td data-label={t("Evaluó")} className="number num">
                  {t("{items} de {items2}", { items, items2: session.items })}
                </td>
                <td data-label={t("Fuera de la tolerancia")} className={`number num ${beyond ? own.beyond : ""}`}>
                  {beyond === 0 ? t("ninguna") : formatInteger(beyond)}
                </td>
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
                <td data-label={t("Cuentas: maestra / evaluador")} data-wide>
                  <Counts figures={figures} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function ItemTable({ session, item, all }: { session: Calibration; item: ItemComparison; all: boolean }) {
  const { evaluation_answers } = useLabels();
  const names = new Map(session.people.map(({ user, name }) => [user, name]));
  const criteria = criteriaOf(session).filter(
    ({ id }) => all || item.evaluations.some((each) => each.criteria[id] !== undefined),
  );
  const heading = `comparacion-${item.item}`;
  const signed = item.evaluations.map(({ user }) => user);
  const missing = session.people.flatMap(({ user, name, part }) =>
    part === "evaluator" && !signed.includes(user) ? [name] : [],
  );
  const columns = item.evaluations.map((each) => ({ ...each, name: names.get(each.user) ?? each.user }));
  return (
    <>
      <h3 id={heading}>{item.item}</h3>
      <div className={`${css.scroll} ${own.results}`} tabIndex={0} role="group" aria-labelledby={heading}>
        <table className="list">
          <thead>
            <tr>
              <th scope="col">{t("Criterio")}</th>
              <th scope="col">
                <Link to={evaluationPath(item.master_evaluation)}>{t("Nota maestra")}</Link>
              </th>
              {columns.map(({ user, name, evaluation }) => (
                <th scope="col" key={user}>
                  <Link to={evaluationPath(evaluation)}>{name}</Link>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <tr>
              <th scope="row">
                <strong>{t("Nota")}</strong>
              </th>
              <td data-label={t("Nota maestra")}>{scoreLabel(item.master_score)}</td>
              {columns.map(({ user, name, score, difference }) => (
                <td key={user} data-label={name}>
                  {scoreLabel(score)}
                  <Difference difference={difference} />
                </td>
              ))}
            </tr>
            {criteria.map(({ id, name }) => (
              <tr key={id}>
                <th scope="row">{name}</th>
                <td data-label={t("Nota maestra")}>{labelOf(evaluation_answers, item.master_answers[id] ?? "")}</td>
                {columns.map(({ user, name: person, answers, criteria: differences }) => {
                  const difference = differences[id];
                  return (
                    <td key={user} data-label={person} className={difference && own.differs}>
                      {difference && <span aria-hidden="true">≠ </span>}
                      {labelOf(evaluation_answers, answers[id] ?? "")}
                      {difference && <Difference difference={difference} />}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {missing.length > 0 && <p className="quiet">{t("No la firmó: {missing}.", { missing: missing.join(", ") })}</p>}
      {criteria.length === 0 && (
        <p className="quiet">{t("Todos coinciden con la nota maestra en todos los criterios.")}</p>
      )}
    </>
  );
}

/** The points of a difference, and whether they pass the tolerance; nothing where there is none. */
function Difference({ difference }: { difference: ScoreDifference }) {
  if (difference.points !== null && Number(difference.points) === 0) return null;
  return (
    <span className={`${css.below} ${difference.beyond ? own.beyond : ""}`}>
      {t("{difference} puntos", { difference: pointsLabel(difference) })}
      {difference.beyond && t(", fuera de la tolerancia")}
    </span>
  );
}
