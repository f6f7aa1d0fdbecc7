/** Acompañamientos: proposed, with a date, to be confirmed and to be followed up; and one of them. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type CoachingFilter, type CoachingSummary, useCoachingList } from "../../../../api/coaching";
import { accountQuery } from "../../../../api/queries";
import { Link } from "../../../../components/link";
import { Empty, Failure, Loading } from "../../../../components/load-states";
import { SegmentedControl } from "../../../../components/segmented-control";
import { causeText, coachingPath, dateText, overdueText } from "../../model/coaching";
import css from "../quality.module.css";
import { CoachingPage } from "./coaching";
import { OpenCoachingDialog } from "./open-coaching-dialog";
import { CoachingStateTag } from "./coaching-state-tag";
import { t } from "../../../../i18n/translate";

const TABS = [
  ["todos", t("Todos")],
  ["proposed", t("Propuestos")],
  ["scheduled", t("Con fecha")],
  ["held", t("Por confirmar")],
  ["confirmed", t("En seguimiento")],
  ["vencidos", t("Vencidos")],
] as const;
type Tab = (typeof TABS)[number][0];

const filterOf = (tab: Tab): CoachingFilter =>
  tab === "todos" ? {} : tab === "vencidos" ? { overdue: true } : { state: tab };

export default function CoachingScreen({ id }: { id: string }) {
  return <div className={css.screen}>{id ? <CoachingPage key={id} id={id} own={false} /> : <CoachingList />}</div>;
}

function CoachingList() {
  const [tab, setTab] = useState<Tab>("todos");
  const [cursor, setCursor] = useState<string | undefined>();
  const [opens, setOpens] = useState(false);
  const may = useQuery(accountQuery).data?.permissions ?? [];
  const { data, error, refetch } = useCoachingList({ ...filterOf(tab), ...(cursor && { cursor }) });
  const choose = (to: Tab) => {
    setTab(to);
    setCursor(undefined);
  };
  return (
    <section className={`panel ${css.sheet}`} aria-labelledby="acompanamientos">
      <header>
        <h1 id="acompanamientos" className={css.grow}>
          {t("Acompañamientos")}
        </h1>
        <SegmentedControl
          className={css.segments}
          label={t("Filtro de acompañamientos")}
          options={TABS}
          value={tab}
          onChange={choose}
        />
        {may.includes("coaching.lead") && (
          <Button size="compact-md" onClick={() => setOpens(true)}>
            {t("Abrir uno")}
          </Button>
        )}
      </header>
      {opens && <OpenCoachingDialog close={() => setOpens(false)} />}
      {error ? (
        <Failure error={error} retry={() => void refetch()} title={t("No se pudieron leer los acompañamientos.")} />
      ) : !data ? (
        <Loading label={t("Leyendo los acompañamientos…")} />
      ) : data.coaching.length === 0 ? (
        <Empty title={t("No hay acompañamientos aquí")}>
          {t("Se proponen cuando se firma una evaluación con la nota o el error que dice el sitio.")}
        </Empty>
      ) : (
        <CoachingTable coaching={data.coaching} />
      )}
      {(cursor || data?.next) && (
        <p className={css.acts}>
          {cursor && (
            <Button variant="default" onClick={() => setCursor(undefined)}>
              {t("Volver a los últimos")}
            </Button>
          )}
          {data?.next && (
            <Button variant="default" onClick={() => setCursor(data.next ?? undefined)}>
              {t("Anteriores")}
            </Button>
          )}
        </p>
      )}
    </section>
  );
}

function CoachingTable({ coaching }: { coaching: CoachingSummary[] }) {
  return (
    <div className={css.scroll} tabIndex={0} role="group" aria-labelledby="acompanamientos">
      <table className="list">
        <thead>
          <tr>
            <th scope="col">{t("Acompañamiento")}</th>
            <th scope="col">{t("Estado")}</th>
            <th scope="col">{t("Asesor")}</th>
            <th scope="col">{t("Fecha")}</th>
            <th scope="col">{t("Lo dirige")}</th>
          </tr>
        </thead>
        <tbody>
          {coaching.map((each) => (
            <tr key={each.id}>
              <th scope="row">
                <Link to={coachingPath(each.id)}>{each.id}</Link>
                <span className={css.below}>{causeText(each)}</span>
              </th>
              <td data-label={t("Estado")} data-wide>
                <CoachingStateTag coaching={each} />
                <span className={css.below}>{overdueText(each)}</span>
              </td>
              <td data-label={t("Asesor")}>{each.advisor_name}</td>
              <td data-label={t("Fecha")} data-wide>
                {dateText(each)}
              </td>
              <td data-label={t("Lo dirige")}>{each.leader_name ?? t("nadie todavía")}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
