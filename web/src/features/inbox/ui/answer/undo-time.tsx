/** The seconds left to undo a sending; when they are over, the ticket is read again. */
import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { refreshTickets } from "../../../../api/tickets";
import { serverClock } from "../../../../clock";
import { ElapsedTime } from "../../../../components/elapsed-time";
import css from "./answer.module.css";
import { rich, t } from "../../../../i18n/translate";

/** The estimated server clock may be ahead by less than this. */
const MARGIN_MS = 1_000;

export function UndoTime({ until }: { until: string }) {
  const client = useQueryClient();
  useEffect(() => {
    const left = Math.max(Date.parse(until) - serverClock.now(), 0);
    const timer = setTimeout(() => void refreshTickets(client), left + MARGIN_MS);
    return () => clearTimeout(timer);
  }, [until, client]);
  return (
    <p className={css.waiting}>
      {rich("Todavía puede deshacer el envío: la respuesta sale en {elapsedTime}.", {
        elapsedTime: <ElapsedTime until={until} label={t("Tiempo para deshacer el envío")} />,
      })}
    </p>
  );
}
