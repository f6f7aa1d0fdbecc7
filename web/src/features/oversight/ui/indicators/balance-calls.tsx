/** Calls that the balance lists separately, each linked to its history: set aside, or answered without conversation. */
import { Button } from "@mantine/core";
import { useState } from "react";
import { type CallFilter, useCalls } from "../../../../api/queries";
import { timeOfDayWithSeconds, shortDate } from "../../../../formats";
import { addDays, type IndicatorView } from "../../model/indicator-view";
import { Failure, Loading } from "../../../../components/load-states";
import { Link } from "../../../../components/link";
import { outcomeLabel, useLabels, useLineName } from "../../../../labels";
import css from "../oversight.module.css";
import { t } from "../../../../i18n/translate";

export function SetAsideCalls({ view }: { view: IndicatorView }) {
  return (
    <BalanceCalls
      view={view}
      id="apartadas"
      title={t("Llamadas apartadas")}
      which={{ set_aside: true }}
      about={t(
        "Alcanzaron a ingresar y la entidad las contestó, pero quien llamó nunca lo confirmó. Las demás del tráfico anómalo se rechazaron antes de ingresar.",
      )}
    />
  );
}

export function CallsWithoutTalk({ view }: { view: IndicatorView }) {
  return (
    <BalanceCalls
      view={view}
      id="sin-conversacion"
      title={t("Contestadas sin conversación")}
      which={{ without_talk: true }}
      about={t(
        "Terminaron menos de un segundo después de que el asesor y quien llamó quedaron conectados. Están entre las contestadas: ningún indicador las descuenta.",
      )}
    />
  );
}

interface BalanceCallsProps {
  view: IndicatorView;
  id: string;
  title: string;
  about: string;
  which: CallFilter;
}

function BalanceCalls({ view, id, title, about, which }: BalanceCallsProps) {
  const [open, setOpen] = useState(false);
  return (
    <section className={`panel ${css.sheet}`} aria-labelledby={id}>
      <header>
        <h2 id={id}>{title}</h2>
      </header>
      <p className="quiet small">{about}</p>
      {open ? (
        <BalanceCallList view={view} which={which} title={title} />
      ) : (
        <p>
          <Button variant="default" onClick={() => setOpen(true)}>
            {t("Ver las {title}", { title: title.toLowerCase() })}
          </Button>
        </p>
      )}
    </section>
  );
}

function BalanceCallList({ view, which, title }: Pick<BalanceCallsProps, "view" | "which" | "title">) {
  const labels = useLabels();
  const lineName = useLineName();
  const [cursor, setCursor] = useState<string | undefined>();
  const filter: CallFilter = {
    ...which,
    from: `${view.from}T00:00:00-05:00`,
    to: `${addDays(view.until)}T00:00:00-05:00`,
    cursor,
  };
  const { data, error, refetch, isFetching } = useCalls(filter);
  if (error)
    return <Failure error={error} retry={() => void refetch()} title={t("No se pudieron leer las llamadas.")} />;
  if (!data) return <Loading label={t("Buscando las llamadas…")} />;
  return (
    <>
      <ol className={css.calls} aria-label={title} aria-busy={isFetching}>
        {data.calls.map((call) => (
          <li key={call.id}>
            <span>
              <Link to={`/llamadas/${encodeURIComponent(call.id)}`} className="num">
                {shortDate(call.arrived_at)}, {timeOfDayWithSeconds(call.arrived_at)}
              </Link>
            </span>
            <span>{outcomeLabel(labels, call.outcome)}</span>
            <span>{lineName(call.line)}</span>
          </li>
        ))}
      </ol>
      <p className={css.acts}>
        {cursor && (
          <Button size="xs" variant="default" onClick={() => setCursor(undefined)}>
            {t("Volver al principio")}
          </Button>
        )}
        {data.next && (
          <Button size="xs" variant="default" onClick={() => setCursor(data.next ?? undefined)}>
            {t("Siguientes")}
          </Button>
        )}
      </p>
    </>
  );
}
