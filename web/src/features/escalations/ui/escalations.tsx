/** Escalamientos: the unresolved escalations by area, when they were sent and answered, and how late they are. */
import { Button, NativeSelect } from "@mantine/core";
import { useState } from "react";
import { type UnresolvedArea, type UnresolvedEscalation, useUnresolvedEscalations } from "../../../api/escalations";
import { serverClock } from "../../../clock";
import { formatInteger, momentPhrase, shortDateOfDay } from "../../../formats";
import { Link } from "../../../components/link";
import { Empty, Failure, Loading } from "../../../components/load-states";
import { SegmentedControl } from "../../../components/segmented-control";
import { navigate, useQueryString } from "../../../router";
import {
  addressOfView,
  areaDelayLabel,
  delayLabel,
  type EscalationView,
  filterOf,
  sumAreas,
  TABS,
  totalsSentence,
  viewFromAddress,
} from "../model/escalations";
import css from "./escalations.module.css";
import { t } from "../../../i18n/translate";

export default function EscalationsScreen() {
  const address = useQueryString();
  const view = viewFromAddress(address);
  // Pages belong to one view: another one begins again.
  const [page, setPage] = useState<{ of: string; cursor: string | undefined }>({ of: address, cursor: undefined });
  const cursor = page.of === address ? page.cursor : undefined;
  const setCursor = (to: string | undefined) => setPage({ of: address, cursor: to });
  const { data, error, refetch } = useUnresolvedEscalations({ ...filterOf(view), ...(cursor ? { cursor } : {}) });
  const choose = (to: Partial<EscalationView>) => navigate(addressOfView({ ...view, ...to }), { replace: true });
  if (error && !data)
    return <Failure error={error} retry={() => void refetch()} title={t("No se pudieron leer los escalamientos.")} />;
  if (!data) return <Loading label={t("Leyendo los escalamientos…")} />;
  return (
    <div className={css.screen}>
      <section className={`panel ${css.sheet}`} aria-labelledby="escalamientos">
        <header>
          <h1 id="escalamientos">{t("Escalamientos sin resolver")}</h1>
          <p className="quiet">{totalsSentence(sumAreas(data.areas))}</p>
        </header>
        {data.areas.length > 0 && (
          <AreaTable areas={data.areas} chosen={view.area} choose={(to) => choose({ area: to })} />
        )}
      </section>
      <section className={`panel ${css.sheet}`} aria-labelledby="lista">
        <header>
          <h2 id="lista">{t("Tickets")}</h2>
          <SegmentedControl
            className={css.segments}
            label={t("Filtro de escalamientos")}
            options={TABS}
            value={view.tab}
            onChange={(to) => choose({ tab: to })}
          />
          <NativeSelect
            aria-label={t("Área")}
            className={css.filter}
            data={[
              { value: "", label: t("Todas las áreas") },
              ...data.areas.filter((each) => each.area).map((each) => ({ value: each.area, label: each.name })),
            ]}
            value={view.area}
            onChange={(event) => choose({ area: event.currentTarget.value })}
          />
        </header>
        {data.escalations.length === 0 ? (
          <Empty title={t("No hay escalamientos aquí")}>
            {view.area || view.tab !== "todos"
              ? t("Quite los filtros para ver los demás.")
              : t("Todo lo escalado está resuelto.")}
          </Empty>
        ) : (
          <EscalationTable escalations={data.escalations} />
        )}
        {(cursor || data.next) && (
          <p className={css.acts}>
            {cursor && (
              <Button variant="default" onClick={() => setCursor(undefined)}>
                {t("Volver al principio")}
              </Button>
            )}
            {data.next && (
              <Button variant="default" onClick={() => setCursor(data.next ?? undefined)}>
                {t("Siguientes")}
              </Button>
            )}
          </p>
        )}
      </section>
    </div>
  );
}

function AreaTable({
  areas,
  chosen,
  choose,
}: {
  areas: UnresolvedArea[];
  chosen: string;
  choose: (area: string) => void;
}) {
  return (
    <div className={css.scroll} tabIndex={0} role="group" aria-labelledby="escalamientos">
      <table className="list">
        <thead>
          <tr>
            <th scope="col">{t("Área")}</th>
            <th scope="col">{t("Sin resolver")}</th>
            <th scope="col">{t("Con respuesta")}</th>
            <th scope="col">{t("Vencidos")}</th>
            <th scope="col">{t("Atraso")}</th>
            <th scope="col">{t("Último informe")}</th>
          </tr>
        </thead>
        <tbody>
          {areas.map((each) => (
            <tr key={each.area} data-chosen={(each.area && each.area === chosen) || undefined}>
              <th scope="row">
                {each.area ? (
                  <button
                    type="button"
                    className={css.open}
                    aria-pressed={each.area === chosen}
                    onClick={() => choose(each.area === chosen ? "" : each.area)}
                  >
                    {each.name}
                  </button>
                ) : (
                  each.name
                )}
              </th>
              <td className="num" data-label={t("Sin resolver")}>
                {formatInteger(each.total)}
              </td>
              <td className="num" data-label={t("Con respuesta")}>
                {formatInteger(each.answered)}
              </td>
              <td className="num" data-label={t("Vencidos")} data-late={each.overdue > 0 || undefined}>
                {formatInteger(each.overdue)}
              </td>
              <td data-label={t("Atraso")} data-late={each.days_late > 0 || undefined}>
                {areaDelayLabel(each)}
              </td>
              <td data-label={t("Último informe")}>
                {each.report_sent_at ? momentPhrase(each.report_sent_at, serverClock.now()) : t("sin enviar")}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function EscalationTable({ escalations }: { escalations: UnresolvedEscalation[] }) {
  const now = serverClock.now();
  return (
    <div className={css.scroll} tabIndex={0} role="group" aria-labelledby="lista">
      <table className="list">
        <thead>
          <tr>
            <th scope="col">{t("Vence")}</th>
            <th scope="col">{t("Radicado")}</th>
            <th scope="col">{t("Área y responsable")}</th>
            <th scope="col">{t("Enviado")}</th>
            <th scope="col">{t("Respondido")}</th>
          </tr>
        </thead>
        <tbody>
          {escalations.map((each) => (
            <tr key={each.number}>
              <td data-label={t("Vence")} data-late={each.days_late > 0 || undefined}>
                <span className="num">{shortDateOfDay(each.due_on)}</span>
                <span className={css.below}>{delayLabel(each)}</span>
              </td>
              <td data-label={t("Radicado")}>
                <Link to={`/bandeja/${encodeURIComponent(each.number)}`} className="num">
                  {each.number}
                </Link>
              </td>
              <td data-label={t("Área y responsable")}>
                {each.area_name}
                <span className={css.below}>
                  {each.owner_name ?? t("Sin tomar")}
                  {each.round > 1 && t(" · ronda {round}", { round: each.round })}
                </span>
              </td>
              <td data-label={t("Enviado")}>{momentPhrase(each.escalated_at, now)}</td>
              <td data-label={t("Respondido")}>
                {each.answered_at ? momentPhrase(each.answered_at, now) : t("sin respuesta")}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
