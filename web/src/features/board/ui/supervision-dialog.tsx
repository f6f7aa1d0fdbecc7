/** The supervision of a conversation: begin, change the mode, end. The conversation continues unchanged. */
import { Button } from "@mantine/core";
import type { Call, Supervision } from "../../../api/types";
import { ApiProblem } from "../../../api/problem";
import { useSetSupervision } from "../../../api/queries";
import { useDesk, useIsLive } from "../../../realtime/desk-hooks";
import { Dialog } from "../../../components/dialog";
import { ElapsedTime } from "../../../components/elapsed-time";
import { type Labels, useLabels, valuesOf } from "../../../labels";
import css from "./board.module.css";
import { t } from "../../../i18n/translate";

interface SupervisionDialogProps {
  call: Call;
  advisor: string;
  supervision: Supervision | undefined;
  close: () => void;
}

export function SupervisionDialog({ call, advisor, supervision, close }: SupervisionDialogProps) {
  const supervise = useSetSupervision(call.id);
  const labels = useLabels();
  const live = useIsLive();
  const me = useDesk((state) => state.me?.user);
  const mine = supervision?.supervisor === me;
  const supervisedByOther = supervision !== undefined && !mine;
  return (
    <Dialog title={t("Conversación de {advisor}", { advisor })} onClose={close}>
      <div className={css.force}>
        <p data-state="talking">
          <span className={css.dot} aria-hidden="true" /> <strong>{call.queue_name ?? call.line_name}</strong>{" "}
          <ElapsedTime since={call.answered_at ?? call.arrived_at} label={t("Duración de la conversación")} />
        </p>
        <p role="status">{supervisionSentence(labels, supervision, mine, advisor)}</p>
        <div role="group" aria-label={t("Modo")} className={css.pauses}>
          {valuesOf(labels.supervision_modes).map((mode) => (
            <Button
              key={mode}
              data-first={mode === "listen" || undefined}
              variant={mine && supervision?.mode === mode ? "filled" : "default"}
              aria-pressed={mine && supervision?.mode === mode}
              disabled={!live || supervisedByOther}
              loading={supervise.isPending && supervise.variables === mode}
              onClick={() => supervise.mutate(mode)}
              justify="space-between"
              rightSection={<span className="small">{labels.supervision_audiences[mode]}</span>}
            >
              {labels.supervision_modes[mode]}
            </Button>
          ))}
        </div>
        {mine && (
          <Button
            color="ladrillo"
            disabled={!live}
            loading={supervise.isPending && supervise.variables === null}
            onClick={() => supervise.mutate(null)}
          >
            {t("Dejar de supervisar")}
          </Button>
        )}
        {supervise.error instanceof ApiProblem && (
          <p role="alert" className={css.refused}>
            {supervise.error.message}
          </p>
        )}
        {!live && (
          <p className={css.refused}>
            {t("Sin conexión con el servidor: por ahora no se puede cambiar. Para dejarla, cuelgue su teléfono.")}
          </p>
        )}
      </div>
    </Dialog>
  );
}

/** Return the current state of the supervision as a sentence, also read by screen readers. */
export function supervisionSentence(
  { supervision_acts, supervision_audiences }: Labels,
  supervision: Supervision | undefined,
  mine: boolean,
  advisor: string,
): string {
  if (!supervision)
    return t("Timbrará su teléfono; al contestar, oirá la conversación. {advisor} no lo ve en su pantalla.", {
      advisor,
    });
  if (!mine)
    return t("{supervisor_name} ya supervisa esta conversación.", { supervisor_name: supervision.supervisor_name });
  if (!supervision.present) return t("Timbra su teléfono: contéstelo.");
  const { mode } = supervision;
  const audience = mode === "whisper" ? t("lo oye solo {advisor}", { advisor }) : supervision_audiences[mode];
  return t("Usted {supervision_acts}: {audience}.", { supervision_acts: supervision_acts[mode], audience });
}
