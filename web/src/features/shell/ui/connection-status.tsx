/** The status of the server connection and of the phone, in words. */
import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { ApiProblem } from "../../../api/problem";
import { useHasSnapshot, useConnectionState } from "../../../realtime/desk-hooks";
import { desk } from "../../../realtime/desk-store";
import type { ConnectionState } from "../../../transport/desk-connection";
import css from "./shell.module.css";
import { t } from "../../../i18n/translate";

const CONNECTION_LABELS: Record<ConnectionState["phase"], string> = {
  live: t("En línea"),
  connecting: t("Conectando…"),
  waiting: t("Sin conexión; reintentando"),
  offline: t("Sin red en este equipo"),
  ended: t("Sesión terminada"),
};

export function ConnectionStatus() {
  const { phase } = useConnectionState();
  return (
    <p
      className={css.sign}
      data-well={phase === "live" || undefined}
      data-ill={phase === "waiting" || phase === "offline" || undefined}
      role="status"
    >
      {CONNECTION_LABELS[phase]}
    </p>
  );
}

export function PhoneStatus({ registered }: { registered: boolean }) {
  return (
    <p
      className={css.sign}
      data-well={registered || undefined}
      data-ill={!registered || undefined}
      data-tour="telefono"
    >
      {registered ? t("Teléfono registrado") : t("Teléfono sin registrar")}
    </p>
  );
}

/** Fetch failed queries again once the server is back. */
export function useRefetchAfterReconnect(): void {
  const live = useConnectionState().phase === "live";
  const client = useQueryClient();
  useEffect(() => {
    if (live)
      void client.refetchQueries({
        type: "active",
        predicate: ({ state }) =>
          state.status === "error" && !(state.error instanceof ApiProblem && !state.error.retryable),
      });
  }, [live, client]);
}

/** A banner across the screen while its data may be out of date. */
export function ConnectionBanner({ isAdvisor }: { isAdvisor: boolean }) {
  const link = useConnectionState();
  const hasSnapshot = useHasSnapshot();
  if (!hasSnapshot || (link.phase !== "waiting" && link.phase !== "offline")) return null;
  const why =
    link.phase === "offline"
      ? t("Este equipo no tiene red.")
      : link.detail || t("Se perdió la conexión con el servidor.");
  return (
    <div className={css.banner} role="alert">
      <p>
        <strong>{why}</strong>{" "}
        {isAdvisor
          ? t("Su llamada sigue en el teléfono. Puede seguir escribiendo: se guarda aquí y se envía cuando vuelva.")
          : t("Los datos pueden estar desactualizados. La pantalla se actualiza cuando vuelva la conexión.")}
      </p>
      {link.phase === "waiting" && (
        <Button size="xs" variant="white" color="dark" onClick={() => desk.connection.retryNow()}>
          {t("Reintentar ya")}
        </Button>
      )}
    </div>
  );
}
