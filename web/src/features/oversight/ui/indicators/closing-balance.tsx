/** The closing balance: the calls that came in against all their outcomes, as a statement; differences are red. */
import { Fragment } from "react";
import type { Balance } from "../../../../api/indicators";
import type { IndicatorView } from "../../model/indicator-view";
import { useDesk } from "../../../../realtime/desk-hooks";
import { formatInteger } from "../../../../formats";
import { differenceLabel } from "../../model/indicator-labels";
import { useLabels, useLineName, valuesOf } from "../../../../labels";
import css from "../oversight.module.css";
import { SetAsideCalls, CallsWithoutTalk } from "./balance-calls";
import { rich, t } from "../../../../i18n/translate";

const wholePeriod = (balances: Balance[]): Balance[] => balances.filter((each) => each.kind === "period");
export const lineBalances = (balances: Balance[]): Balance[] =>
  wholePeriod(balances)
    .filter((each) => !each.queue)
    .sort((a, b) => Number(!a.line) - Number(!b.line));
export const queueBalances = (balances: Balance[]): Balance[] =>
  wholePeriod(balances).filter((each) => each.queue && !each.line);

export function ClosingBalancePane({ balances, view }: { balances: Balance[]; view: IndicatorView }) {
  const name = useRowName();
  const queues = queueBalances(balances).length
    ? queueBalances(balances)
    : wholePeriod(balances).filter((each) => each.queue);
  const broken = [...lineBalances(balances), ...queues].filter((each) => !each.closes);
  return (
    <>
      {broken.length > 0 ? (
        <p className={css.alarm} role="alert">
          {rich(
            "{span} El balance no cierra: {broken}. El registro y sus cuentas no concuerdan y hay que revisarlos.",
            {
              span: <span aria-hidden="true">✕</span>,
              broken: broken.map((each) => `${name(each)} (${differenceLabel(each.difference)})`).join(", "),
            },
          )}
        </p>
      ) : (
        <p className={css.calm}>
          {rich(
            "{span} Todas las sumas cierran: cada llamada que ingresó terminó en un solo resultado o sigue en curso.",
            { span: <span aria-hidden="true">✓</span> },
          )}
        </p>
      )}
      <Statement
        id="lineas"
        title={t("Por línea")}
        rows={lineBalances(balances)}
        name={name}
        entered={t("Ingresadas")}
        note={lineBalances(balances).some((row) => row.anomalous) ? ANOMALOUS : undefined}
      />
      {lineBalances(balances).some((row) => row.without_talk) && <CallsWithoutTalk view={view} />}
      {lineBalances(balances).some((row) => row.set_aside) && <SetAsideCalls view={view} />}
      {queues.length > 0 && (
        <Statement
          id="colas"
          title={t("Por cola")}
          rows={queues}
          name={name}
          entered={t("Ingresadas a la cola")}
          note={t(
            "Una llamada entra en una cola cada vez que llega a ella, también cuando viene de otra: por eso la suma de las colas no es la de las líneas.",
          )}
        />
      )}
    </>
  );
}

const ANOMALOUS = t(
  "El tráfico anómalo son llamadas de orígenes que no son troncales de la entidad y que pasaron los límites, o cuya contestación nadie confirmó. No está en las ingresadas, ni en ningún resultado, ni en ninguna cifra.",
);

function useRowName(): (row: Balance) => string {
  const lineName = useLineName();
  const queues = useDesk((state) => state.entities.queue);
  return (row) =>
    row.queue ? (queues[row.queue]?.name ?? row.queue) : row.line ? lineName(row.line) : t("Todas las líneas");
}

interface StatementProps {
  id: string;
  title: string;
  rows: Balance[];
  name: (row: Balance) => string;
  entered: string;
  note?: string;
}

function Statement({ id, title, rows, name, entered, note }: StatementProps) {
  const names = useLabels().call_outcomes_plural;
  const shown = valuesOf(names).filter((outcome) => rows.some((row) => row.outcomes[outcome]));
  const moved = rows.some((row) => row.moved);
  const received = rows.some((row) => row.received);
  const silent = rows.some((row) => row.without_talk);
  const cell = (row: Balance, value: number) => (
    <td key={`${row.line} ${row.queue}`} className="number num">
      {value ? formatInteger(value) : <span className="quiet">0</span>}
    </td>
  );
  return (
    <section className={`panel ${css.sheet}`} aria-labelledby={id}>
      <header>
        <h2 id={id}>{title}</h2>
      </header>
      <div className={css.scroll} tabIndex={0} role="group" aria-labelledby={id}>
        <table className="list">
          <thead>
            <tr>
              <th scope="col">
                <span className="unseen">{t("Resultado")}</span>
              </th>
              {rows.map((row) => (
                <th key={`${row.line} ${row.queue}`} scope="col" className="number">
                  {name(row)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <tr data-all>
              <th scope="row">{entered}</th>
              {rows.map((row) => cell(row, row.entered))}
            </tr>
            {received && (
              <tr>
                <th scope="row" className={css.inner}>
                  {t("más recibidas de otra campaña")}
                </th>
                {rows.map((row) => cell(row, row.received))}
              </tr>
            )}
            {shown.map((outcome) => (
              <Fragment key={outcome}>
                <tr>
                  <th scope="row" className={css.inner}>
                    {names[outcome]}
                  </th>
                  {rows.map((row) => cell(row, row.outcomes[outcome] ?? 0))}
                </tr>
                {outcome === "answered" && silent && (
                  <tr>
                    <th scope="row" className={css.inner}>
                      {t("de ellas, sin conversación")}
                    </th>
                    {rows.map((row) => cell(row, row.without_talk))}
                  </tr>
                )}
              </Fragment>
            ))}
            {moved && (
              <tr>
                <th scope="row" className={css.inner}>
                  {t("Enviadas a otra cola")}
                </th>
                {rows.map((row) => cell(row, row.moved))}
              </tr>
            )}
            <tr>
              <th scope="row" className={css.inner}>
                {t("En curso")}
              </th>
              {rows.map((row) => cell(row, row.in_progress))}
            </tr>
            <tr data-total data-bad={rows.some((row) => !row.closes) || undefined}>
              <th scope="row">{t("Diferencia")}</th>
              {rows.map((row) => (
                <td key={`${row.line} ${row.queue}`} className="number num">
                  {row.closes ? (
                    <>
                      <span aria-hidden="true">✓</span> 0<span className="unseen">{t(", cierra")}</span>
                    </>
                  ) : (
                    differenceLabel(row.difference)
                  )}
                </td>
              ))}
            </tr>
            {rows.some((row) => row.anomalous) && (
              <tr>
                <th scope="row">{t("Aparte: tráfico anómalo")}</th>
                {rows.map((row) => cell(row, row.anomalous))}
              </tr>
            )}
          </tbody>
        </table>
      </div>
      {note && <p className="quiet small">{note}</p>}
    </section>
  );
}
