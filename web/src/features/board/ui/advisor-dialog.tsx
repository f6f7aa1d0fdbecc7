/** One advisor: their day, and for a supervisor the states that may be set. «Off duty» asks for confirmation. */
import { Button } from "@mantine/core";
import { useState } from "react";
import type { Advisor } from "../../../api/types";
import { ApiProblem } from "../../../api/problem";
import { usePauseReasons, useSetAdvisorPresence, type PresenceRequest } from "../../../api/queries";
import { useHasPermission, useIsLive } from "../../../realtime/desk-hooks";
import { announce } from "../../../components/announcer";
import { Failure } from "../../../components/load-states";
import { Dialog } from "../../../components/dialog";
import { ElapsedTime } from "../../../components/elapsed-time";
import { inSentence, pauseLabel, useLabels } from "../../../labels";
import css from "./board.module.css";
import { AdvisorDetails } from "./details/advisor-details";
import { MessageButton } from "../../announcements/ui/message-dialog";
import { OverrideButton } from "../../roster/ui/override-button";
import { t } from "../../../i18n/translate";

const STATES_WITH_CALL: readonly Advisor["state"][] = ["offered", "talking"];

export function AdvisorDialog({ advisor, close }: { advisor: Advisor; close: () => void }) {
  const labels = useLabels();
  const mayForce = useHasPermission("presence.force");
  return (
    <Dialog title={advisor.name} onClose={close} wide={mayForce}>
      <div className={css.force}>
        <p data-state={advisor.state}>
          <span className={css.dot} aria-hidden="true" /> <strong>{labels.advisor_states[advisor.state]}</strong>{" "}
          {advisor.reason_name} <ElapsedTime since={advisor.since} label={t("Tiempo en este estado")} />
        </p>
        <div className={css.card} data-pair={mayForce || undefined}>
          {mayForce && <StateButtons advisor={advisor} close={close} />}
          <AdvisorDetails advisor={advisor} />
        </div>
      </div>
    </Dialog>
  );
}

function StateButtons({ advisor, close }: { advisor: Advisor; close: () => void }) {
  const presence = useSetAdvisorPresence(advisor.id);
  const labels = useLabels();
  const live = useIsLive();
  const [confirming, confirm] = useState(false);
  const busy = STATES_WITH_CALL.includes(advisor.state);
  const wanted = advisor.pending ?? advisor.state;
  const set = (body: PresenceRequest, words: string) =>
    presence.mutate(body, {
      onSuccess: () => {
        announce(
          `${advisor.name}: ${words}${busy && body.state !== "available" ? t(" cuando termine la llamada") : ""}.`,
        );
        close();
      },
    });
  const off = () => set({ state: "offline" }, inSentence(labels.advisor_states.offline));
  return (
    <section className={css.force} aria-label={t("Cambiar su estado")}>
      {busy && <p className="quiet">{t("Tiene una llamada: la pausa o la salida se cumplen cuando la termine.")}</p>}
      {confirming ? (
        <div className={css.confirm} role="alertdialog" aria-label={t("Confirmar")}>
          <p>
            {t("¿Dejar a {name} fuera de turno? No recibirá llamadas hasta que vuelva a quedar disponible.", {
              name: advisor.name,
            })}
          </p>
          <div className={css.pair}>
            <Button variant="default" autoFocus onClick={() => confirm(false)}>
              {t("Cancelar")}
            </Button>
            <Button color="ladrillo" loading={presence.isPending} onClick={off}>
              {t("Dejar fuera de turno")}
            </Button>
          </div>
        </div>
      ) : (
        <>
          <Button
            variant="default"
            data-first
            disabled={!live || wanted === "available"}
            loading={presence.isPending}
            onClick={() => set({ state: "available" }, inSentence(labels.advisor_states.available))}
          >
            {t("Disponible")}
          </Button>
          <PauseButtons
            now={wanted === "paused" ? advisor.reason : null}
            disabled={!live || presence.isPending}
            choose={(reason, name) =>
              set({ state: "paused", reason }, t("en pausa, {name}", { name: name.toLowerCase() }))
            }
          />
          <Button variant="default" disabled={!live || wanted === "offline"} onClick={() => confirm(true)}>
            {t("Fuera de turno…")}
          </Button>
        </>
      )}
      {!confirming && <MessageButton to={advisor} label={t("Enviar un mensaje…")} />}
      {!confirming && <OverrideButton advisor={advisor.id} name={advisor.name} label={t("Cambiar sus colas ahora…")} />}
      {presence.error instanceof ApiProblem && (
        <p role="alert" className={css.refused}>
          {presence.error.message}
        </p>
      )}
      {!live && <p className={css.refused}>{t("Sin conexión con el servidor: por ahora no se puede cambiar.")}</p>}
    </section>
  );
}

function PauseButtons({
  now,
  disabled,
  choose,
}: {
  now: string | null;
  disabled: boolean;
  choose: (reason: string, name: string) => void;
}) {
  const { data, error, refetch } = usePauseReasons();
  const labels = useLabels();
  if (error)
    return (
      <Failure error={error} retry={() => void refetch()} title={t("No se pudieron leer los motivos de pausa.")} />
    );
  return (
    <div role="group" aria-label={t("Pausa")} className={css.pauses}>
      {data?.reasons.map(({ id, name, paid }) => (
        <Button
          key={id}
          variant="default"
          disabled={disabled || now === id}
          onClick={() => choose(id, name)}
          justify="space-between"
          rightSection={<span className="quiet small">{pauseLabel(labels, paid)}</span>}
        >
          {name}
        </Button>
      ))}
    </div>
  );
}
