/** The seconds left to undo a sending; when they are over, the ticket is read again. */
import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { refreshTickets } from "../../../../api/tickets";
import { serverClock } from "../../../../clock";
import { ElapsedTime } from "../../../../components/elapsed-time";
import css from "./answer.module.css";

export function UndoTime({ until }: { until: string }) {
  const client = useQueryClient();
  useEffect(() => {
    const timer = setTimeout(() => void refreshTickets(client), Math.max(Date.parse(until) - serverClock.now(), 0));
    return () => clearTimeout(timer);
  }, [until, client]);
  return (
    <p className={css.waiting}>
      La respuesta todavía no ha salido. Sale en <ElapsedTime until={until} label="Tiempo para deshacer el envío" />.
    </p>
  );
}
