/** The desk: idle, or with a call. */
import { usePrefetchQuery } from "@tanstack/react-query";
import { ownCallsQuery, ownDayQuery } from "../../../api/queries";
import { useCurrentCall, useHasSnapshot, useConnectionState, useOwnAdvisor } from "../../../realtime/desk-hooks";
import { Failure, Loading } from "../../../components/load-states";
import { ActiveCall } from "./active-call";
import css from "./desk.module.css";
import { Idle } from "./idle";
import { rich, t } from "../../../i18n/translate";

export function DeskScreen() {
  usePrefetchQuery(ownDayQuery); // beside the connection, instead of after its first message
  usePrefetchQuery(ownCallsQuery);
  const hasSnapshot = useHasSnapshot();
  const link = useConnectionState();
  const advisor = useOwnAdvisor();
  const call = useCurrentCall();
  const hasNoSeat = hasSnapshot && !advisor;
  if (!hasSnapshot && link.phase === "waiting")
    return <Failure error={null} title={t("No se pudo conectar con el servidor; se reintenta solo.")} />;
  if (!hasSnapshot) return <Loading label={t("Trayendo su escritorio…")} />;
  if (hasNoSeat) return <NoSeat />;
  return call && advisor ? <ActiveCall key={call.id} call={call} advisor={advisor} /> : <Idle advisor={advisor} />;
}

/** The notice for a user with the role of advisor who is not in the campaign's list of advisors. */
function NoSeat() {
  return (
    <section className={css.noSeat} aria-labelledby="sin-puesto">
      <h1 id="sin-puesto">{t("Todavía no puede atender llamadas")}</h1>
      <p>
        {t(
          "Su usuario tiene el rol de asesor, pero no está en la lista de asesores de la campaña, que define las colas de cada uno.",
        )}
      </p>
      <p>
        {rich("{strong} Cuando lo haga, vuelva a cargar esta pantalla.", {
          strong: <strong>{t("Pida a su coordinador que lo agregue.")}</strong>,
        })}
      </p>
    </section>
  );
}
