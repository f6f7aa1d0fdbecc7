/** The desk: waiting for a call, or attending one. */
import { useCurrentCall, useHasSnapshot, useConnectionState, useOwnAdvisor } from "../../../realtime/desk-hooks";
import { Failure, Loading } from "../../../components/load-states";
import { ActiveCall } from "./active-call";
import css from "./desk.module.css";
import { Idle } from "./idle";

export function DeskScreen() {
  const known = useHasSnapshot();
  const link = useConnectionState();
  const advisor = useOwnAdvisor();
  const call = useCurrentCall();
  const none = known && !advisor;
  if (!known && link.phase === "waiting")
    return <Failure error={null} title="No se pudo conectar con el servidor; se reintenta solo." />;
  if (!known) return <Loading label="Trayendo su escritorio…" />;
  if (none) return <NoSeat />;
  return call && advisor ? <ActiveCall key={call.id} call={call} advisor={advisor} /> : <Idle advisor={advisor} />;
}

/** Somebody with the role of an advisor whom the campaign's list of advisors does not have. */
function NoSeat() {
  return (
    <section className={css.noSeat} aria-labelledby="sin-puesto">
      <h1 id="sin-puesto">Todavía no puede atender llamadas</h1>
      <p>
        Su usuario tiene el rol de asesor, pero no está en la lista de asesores de la campaña, que dice qué colas
        atiende cada quien.
      </p>
      <p>
        <strong>Pida a su coordinador que lo agregue.</strong> Cuando lo haga, vuelva a cargar esta pantalla.
      </p>
    </section>
  );
}
