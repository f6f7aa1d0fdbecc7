/** The desk: waiting for a call, or attending one. */
import { useEffect, useMemo } from "react";
import { asOwn, useKnown, useLink, useOwnAdvisor, useOwnCall } from "../../desk/hooks";
import { Failure, Loading } from "../../parts/conditions";
import { Attention } from "./attention";
import { Idle } from "./idle";
import { useNotices } from "./notices";

export function DeskScreen() {
  const known = useKnown();
  const link = useLink();
  const advisor = useOwnAdvisor();
  const whole = useOwnCall();
  const call = useMemo(() => (whole && advisor ? asOwn(whole, advisor) : undefined), [whole, advisor]);
  useNotices(advisor, call);
  const none = known && !advisor;
  useEffect(() => {
    if (!call) document.title = "Escritorio · Atención";
  }, [call]);
  if (!known && link.phase === "waiting") return <Failure error={null} what="No se pudo conectar con el servidor; se reintenta solo." />;
  if (!known) return <Loading what="Trayendo su escritorio…" />;
  if (none) return <Failure error={null} what="Su usuario no tiene un puesto de asesor en esta campaña. Pídaselo a su coordinador." />;
  return call && advisor ? <Attention key={call.id} call={call} advisor={advisor} /> : <Idle advisor={advisor} />;
}
