/** Visitas: the list, the begin of one, and one visit as a form or as it was signed. */
import { DateField } from "../../../../components/date-field/date-field";
import { Button, NativeSelect } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ApiProblem } from "../../../../api/problem";
import { accountQuery } from "../../../../api/queries";
import { type NewVisit, useBeginVisit, useVisits, type VisitSummary } from "../../../../api/visits";
import { serverClock } from "../../../../clock";
import { FormDialog } from "../../../../components/form-dialog";
import { Link } from "../../../../components/link";
import { Empty, Failure, Loading } from "../../../../components/load-states";
import { longDateOfDay } from "../../../../formats";
import { labelOf, optionsOf, useLabels, useLineName } from "../../../../labels";
import { navigate } from "../../../../router";
import { localDay } from "../../../oversight/model/indicator-view";
import { countsLabel, visitPath } from "../../model/visits";
import css from "../quality.module.css";
import { VisitStateTag } from "./heading";
import { VisitPage } from "./visit";
import { t } from "../../../../i18n/translate";

export default function VisitsScreen({ id }: { id: string }) {
  return <div className={css.screen}>{id ? <VisitPage key={id} id={id} /> : <VisitList />}</div>;
}

function VisitList() {
  const [cursor, setCursor] = useState<string | undefined>();
  const [begins, setBegins] = useState(false);
  const { data, error, refetch } = useVisits(cursor ? { cursor } : {});
  const may = useQuery(accountQuery).data?.permissions ?? [];
  return (
    <section className={`panel ${css.sheet}`} aria-labelledby="visitas">
      <header>
        <h1 id="visitas" className={css.grow}>
          {t("Visitas de calidad")}
        </h1>
        {may.includes("visit.write") && <Button onClick={() => setBegins(true)}>{t("Comenzar una visita")}</Button>}
      </header>
      {error && !data ? (
        <Failure error={error} retry={() => void refetch()} title={t("No se pudieron leer las visitas.")} />
      ) : !data ? (
        <Loading label={t("Leyendo las visitas…")} />
      ) : data.visits.length === 0 ? (
        <Empty title={t("No hay visitas")}>
          {t("Cuando calidad haga una, presencial o de monitoreo, aparece aquí.")}
        </Empty>
      ) : (
        <VisitTable visits={data.visits} />
      )}
      {(cursor || data?.next) && (
        <p className={css.acts}>
          {cursor && (
            <Button variant="default" onClick={() => setCursor(undefined)}>
              {t("Volver a las últimas")}
            </Button>
          )}
          {data?.next && (
            <Button variant="default" onClick={() => setCursor(data.next ?? undefined)}>
              {t("Anteriores")}
            </Button>
          )}
        </p>
      )}
      {begins && <BeginDialog close={() => setBegins(false)} />}
    </section>
  );
}

function VisitTable({ visits }: { visits: VisitSummary[] }) {
  const { visit_modes } = useLabels();
  const lineName = useLineName();
  return (
    <div className={css.scroll} tabIndex={0} role="group" aria-labelledby="visitas">
      <table className="list">
        <thead>
          <tr>
            <th scope="col">{t("Visita")}</th>
            <th scope="col">{t("Lugar")}</th>
            <th scope="col">{t("Estado")}</th>
            <th scope="col">{t("Respuestas")}</th>
            <th scope="col" className="number">
              {t("Hallazgos")}
            </th>
          </tr>
        </thead>
        <tbody>
          {visits.map((each) => (
            <tr key={each.id} data-out={each.state === "discarded" || undefined}>
              <th scope="row">
                <Link to={visitPath(each.id)}>
                  {labelOf(visit_modes, each.mode)} {each.id}
                </Link>
                <span className={css.below}>
                  {longDateOfDay(each.visited_on)}, {each.visitor_name}
                </span>
              </th>
              <td data-label={t("Lugar")} data-wide>
                {each.place || "–"}
                {each.line && <span className={css.below}>{lineName(each.line)}</span>}
              </td>
              <td data-label={t("Estado")}>
                <VisitStateTag state={each.state} />
              </td>
              <td data-label={t("Respuestas")} className="num">
                {countsLabel(each)}
              </td>
              <td data-label={t("Hallazgos")} className="number num">
                {each.findings}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function BeginDialog({ close }: { close: () => void }) {
  const { visit_modes } = useLabels();
  const [form, setForm] = useState<NewVisit>({ mode: "in_person", visited_on: localDay(serverClock.now()) });
  const begin = useBeginVisit();
  const problem = begin.error instanceof ApiProblem ? begin.error : null;
  return (
    <FormDialog
      title={t("Comenzar una visita")}
      submitLabel={t("Comenzar")}
      canSubmit={form.visited_on !== ""}
      busy={begin.isPending}
      error={begin.error}
      onSubmit={() => begin.mutate(form, { onSuccess: ({ id }) => navigate(visitPath(id)) })}
      onClose={close}
    >
      <NativeSelect
        label={t("Cómo se hace")}
        data={optionsOf(visit_modes)}
        value={form.mode}
        onChange={(event) => setForm({ ...form, mode: event.currentTarget.value as NewVisit["mode"] })}
        data-first
      />
      <DateField
        label={t("Día de la visita")}
        max={localDay(serverClock.now())}
        value={form.visited_on}
        onChange={(day) => setForm({ ...form, visited_on: day })}
        error={problem?.fieldError("visited_on")}
      />
    </FormDialog>
  );
}
