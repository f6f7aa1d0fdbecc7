/** The tickets behind a figure, each with the ones who had it, the moment that counts and its result. */
import { Button } from "@mantine/core";
import { useState } from "react";
import { type FigureTicket, type FigureTicketsFilter, useFigureTickets } from "../../../../api/figures";
import { Link } from "../../../../components/link";
import { Empty, Failure, Loading } from "../../../../components/load-states";
import { duration, shortDate, timeOfDay } from "../../../../formats";
import css from "../oversight.module.css";
import { t } from "../../../../i18n/translate";

export function FigureTickets({ filter }: { filter: Omit<FigureTicketsFilter, "cursor"> }) {
  const [cursor, setCursor] = useState<string | undefined>();
  const { data, error, refetch, isFetching } = useFigureTickets({ ...filter, cursor });
  if (error)
    return <Failure error={error} retry={() => void refetch()} title={t("No se pudieron leer los tickets.")} />;
  if (!data) return <Loading label={t("Buscando los tickets…")} />;
  if (data.tickets.length === 0)
    return <Empty title={t("Ningún ticket")}>{t("Esta parte de la cifra es cero.")}</Empty>;
  return (
    <>
      <ol className={css.calls} aria-label={t("Tickets de la cifra")} aria-busy={isFetching}>
        {data.tickets.map((each) => (
          <TicketItem key={`${each.number} ${each.at}`} ticket={each} />
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

function TicketItem({ ticket }: { ticket: FigureTicket }) {
  const { number, at, area_name, owner_name, in_time, after_call_ms } = ticket;
  const result =
    after_call_ms === null
      ? in_time
        ? t("en término")
        : t("fuera de término")
      : after_call_ms === 0
        ? t("durante la llamada")
        : t("{after_call_ms} después", { after_call_ms: duration(after_call_ms) });
  return (
    <li>
      <span>
        <Link to={`/bandeja/${encodeURIComponent(number)}`} className="num">
          {number}
        </Link>
      </span>
      <span className="num">{result}</span>
      <span>{[owner_name || t("en una bandeja"), area_name].filter(Boolean).join(" · ")}</span>
      <span className="num">
        {shortDate(at)}, {timeOfDay(at)}
      </span>
    </li>
  );
}
