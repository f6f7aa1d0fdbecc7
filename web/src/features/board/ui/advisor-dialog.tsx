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

const STATES_WITH_CALL: readonly Advisor["state"][] = ["offered", "talking"];

export function AdvisorDialog({ advisor, close }: { advisor: Advisor; close: () => void }) {
  const labels = useLabels();
  const mayForce = useHasPermission("presence.force");
  return (
    <Dialog title={advisor.name} onClose={close} wide={mayForce}>
      <div className={css.force}>
        <p data-state={advisor.state}>
          <span className={css.dot} aria-hidden="true" /> <strong>{labels.advisor_states[advisor.state]}</strong>{" "}
          {advisor.reason_name} <ElapsedTime since={advisor.since} label="Tiempo en este estado" />
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
        announce(`${advisor.name}: ${words}${busy && body.state !== "available" ? " cuando termine la llamada" : ""}.`);
        close();
      },
    });
  const off = () => set({ state: "offline" }, inSentence(labels.advisor_states.offline));
  return (
    <section className={css.force} aria-label="Cambiar su estado">
      {busy && <p className="quiet">Tiene una llamada: la pausa o la salida se cumplen cuando la termine.</p>}
      {confirming ? (
        <div className={css.confirm} role="alertdialog" aria-label="Confirmar">
          <p>¿Dejar a {advisor.name} fuera de turno? No recibirá llamadas hasta que vuelva a quedar disponible.</p>
          <div className={css.pair}>
            <Button variant="default" autoFocus onClick={() => confirm(false)}>
              Cancelar
            </Button>
            <Button color="ladrillo" loading={presence.isPending} onClick={off}>
              Dejar fuera de turno
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
            Disponible
          </Button>
          <PauseButtons
            now={wanted === "paused" ? advisor.reason : null}
            disabled={!live || presence.isPending}
            choose={(reason, name) => set({ state: "paused", reason }, `en pausa, ${name.toLowerCase()}`)}
          />
          <Button variant="default" disabled={!live || wanted === "offline"} onClick={() => confirm(true)}>
            Fuera de turno…
          </Button>
        </>
      )}
      {!confirming && <MessageButton to={advisor} label="Enviar un mensaje…" />}
      {!confirming && <OverrideButton advisor={advisor.id} name={advisor.name} label="Cambiar sus colas ahora…" />}
      {presence.error instanceof ApiProblem && (
        <p role="alert" className={css.refused}>
          {presence.error.message}
        </p>
      )}
      {!live && <p className={css.refused}>Sin conexión con el servidor: por ahora no se puede cambiar.</p>}
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
    return <Failure error={error} retry={() => void refetch()} title="No se pudieron leer los motivos de pausa." />;
  return (
    <div role="group" aria-label="Pausa" className={css.pauses}>
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
