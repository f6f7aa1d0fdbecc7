/** The call controls: hold, mute, recording, keypad, transfer, survey and hang up, each with its keyboard shortcut. */
import { Button } from "@mantine/core";
import { lazy, type ReactNode, Suspense, useEffect, useState } from "react";
import type { CallAction, Call } from "../../../api/types";
import { ApiProblem } from "../../../api/problem";
import { useCallControl } from "../../../api/queries";
import { useHasAbility, useIsLive, useRefusal } from "../../../realtime/desk-hooks";
import { SHORTCUTS, type ShortcutName, useShortcuts } from "../../../keyboard-shortcuts";
import { announce } from "../../../components/announcer";
import { useAutoHide } from "../../../components/auto-hide";
import {
  TransferIcon,
  HangUpIcon,
  HoldIcon,
  MicIcon,
  MicOffIcon,
  PlayIcon,
  RecordIcon,
  SurveyIcon,
  UsersIcon,
} from "../../../components/icons";
import css from "./desk.module.css";
import { Keypad } from "./keypad";
import { t } from "../../../i18n/translate";

const CONFIRM_TIMEOUT_MS = 4_000;
const TransferDialog = lazy(() => import("./transfer-dialog"));

export function CallControls({ call, me }: { call: Call; me: string }) {
  if (call.consulted === me)
    return (
      <p className="quiet">
        {call.joined
          ? t("Si quien le consulta sale, la llamada queda con usted; si usted cuelga, sigue con quien le consulta.")
          : t("Cuando terminen de hablar, quien le consulta decide si le entrega la llamada.")}
      </p>
    );
  return call.consulted && !call.joined ? <ConsultationControls call={call} /> : <TalkControls call={call} />;
}

/** The controls of a conversation, perhaps joined by another advisor; if one advisor leaves, the other stays. */
function TalkControls({ call }: { call: Call }) {
  const control = useCallControl(call.id);
  const live = useIsLive();
  const [armed, arm] = useConfirmation();
  const [choosing, setChoosing] = useState(false);
  const ask = (action: CallAction) => live && control.mutate({ action });
  const hold = () => ask(call.held ? "retrieve" : "hold");
  const mute = () => ask(call.muted ? "unmute" : "mute");
  const end = (action: EndAction) => (armed === action ? ask(action) : arm(action));
  const hangUp = () => end("hang_up");
  const survey = () => call.survey && !call.joined && end("survey");
  const transfer = () => (call.joined ? ask("hand_over") : live && setChoosing(true));
  const join = () => call.joined && ask("take_back");
  const recording = () => call.recording && ask(isRecordingPaused(call) ? "resume_recording" : "pause_recording");
  useShortcuts({ hold, mute, hangUp, transfer, join, survey, recording });
  return (
    <div>
      <div className={css.controls} role="group" aria-label={t("Control de la llamada")}>
        <ControlButton name="hold" on={call.held} icon={call.held ? <PlayIcon /> : <HoldIcon />} act={hold}>
          {call.held ? t("Retomar") : t("Retener")}
        </ControlButton>
        <ControlButton name="mute" on={call.muted} icon={call.muted ? <MicIcon /> : <MicOffIcon />} act={mute}>
          {call.muted ? t("Hablar") : t("Silenciar")}
        </ControlButton>
        <Keypad call={call} />
        <ControlButton name="transfer" icon={<TransferIcon />} act={transfer}>
          {call.joined ? t("Salir") : t("Transferir")}
        </ControlButton>
        {call.joined && (
          <ControlButton name="join" on icon={<UsersIcon />} act={join}>
            {t("Seguir los dos")}
          </ControlButton>
        )}
        {call.survey && !call.joined && (
          <ControlButton name="survey" danger={armed === "survey"} icon={<SurveyIcon />} act={survey}>
            {armed === "survey" ? t("¿Encuesta?") : t("Encuesta")}
          </ControlButton>
        )}
        <ControlButton name="hangUp" danger={armed === "hang_up"} icon={<HangUpIcon />} act={hangUp}>
          {armed === "hang_up" ? t("¿Colgar?") : t("Colgar")}
        </ControlButton>
      </div>
      {call.joined && (
        <p className="quiet small">
          {t("Al salir, la llamada sigue con {consulted_name}; al colgar, termina para todos.", {
            consulted_name: call.consulted_name,
          })}
        </p>
      )}
      {call.recording && <RecordingControls call={call} act={recording} />}
      <RefusalNotice call={call} error={control.error} />
      {choosing && (
        <Suspense>
          <TransferDialog call={call} close={() => setChoosing(false)} />
        </Suspense>
      )}
    </div>
  );
}

const isRecordingPaused = (call: Call) => call.recording === "paused";

/** The recording state in words, not in colour alone, and its pause button; a hold may pause the recording too. */
function RecordingControls({ call, act }: { call: Call; act: () => void }) {
  return (
    <div className={css.recording} role="group" aria-label={t("Grabación")}>
      <p role="status" data-recording={call.recording}>
        <RecordIcon /> {isRecordingPaused(call) ? t("En pausa") : t("Grabando")}
      </p>
      <ControlButton
        name="recording"
        on={isRecordingPaused(call)}
        icon={isRecordingPaused(call) ? <PlayIcon /> : <HoldIcon />}
        act={act}
      >
        {isRecordingPaused(call) ? t("Reanudar grabación") : t("Pausar grabación")}
      </ControlButton>
    </div>
  );
}

/** The controls of a consultation, while the caller waits: hand the call over, take it back, or join all three. */
function ConsultationControls({ call }: { call: Call }) {
  const control = useCallControl(call.id);
  const live = useIsLive();
  const ask = (action: CallAction) => live && control.mutate({ action });
  const over = () => call.consulted_talks && ask("hand_over");
  const back = () => ask("take_back");
  const three = useHasAbility("three_way");
  const join = () => three && call.consulted_talks && ask("join");
  useShortcuts({ transfer: over, hold: back, join });
  return (
    <div>
      <div className={css.two} role="group" aria-label={t("Consulta en curso")}>
        <ControlButton name="transfer" icon={<TransferIcon />} act={over} pending={!call.consulted_talks}>
          {t("Entregar")}
        </ControlButton>
        <ControlButton name="hold" on icon={<PlayIcon />} act={back}>
          {t("Retomar")}
        </ControlButton>
        {three && (
          <ControlButton name="join" icon={<UsersIcon />} act={join} pending={!call.consulted_talks}>
            {t("Hablar los tres")}
          </ControlButton>
        )}
      </div>
      {!call.consulted_talks && (
        <p className="quiet small">
          {t("Timbra el teléfono de {consulted_name}; podrá entregarle la llamada cuando conteste.", {
            consulted_name: call.consulted_name,
          })}
        </p>
      )}
      <RefusalNotice call={call} error={control.error} />
    </div>
  );
}

/** The notice of a refused action: refused by the request, or by the call a moment later. */
function RefusalNotice({ call, error }: { call: Call; error: unknown }) {
  const live = useIsLive();
  const refusal = useRefusal(call.id);
  const isRecent = useAutoHide(refusal && `${refusal.number} ${refusal.action}`);
  return (
    <>
      {isRecent && refusal && (
        <p key={refusal.number} role="alert" className={css.refused}>
          {refusal.words}
        </p>
      )}
      {error instanceof ApiProblem && (
        <p role="alert" className={css.refused}>
          {error.message}
        </p>
      )}
      {!live && <p className={css.refused}>{t("Sin conexión: use los botones de su teléfono.")}</p>}
    </>
  );
}

interface ControlButtonProps {
  name: ShortcutName;
  on?: boolean;
  danger?: boolean;
  /** Whether the action is not possible yet. */
  pending?: boolean;
  icon: ReactNode;
  act: () => void;
  children: ReactNode;
}

function ControlButton({ name, on = false, danger = false, pending = false, icon, act, children }: ControlButtonProps) {
  const live = useIsLive();
  return (
    <Button
      size="md"
      variant={danger || on ? "filled" : "default"}
      color={danger ? "ladrillo" : on ? "brasa.4" : undefined}
      leftSection={icon}
      disabled={!live || pending}
      onClick={act}
      aria-keyshortcuts={SHORTCUTS[name].label.replace(" ", "+")}
    >
      {children} <kbd>{SHORTCUTS[name].label}</kbd>
    </Button>
  );
}

type EndAction = "hang_up" | "survey";
const CONFIRM_SENTENCES: Record<EndAction, string> = {
  hang_up: t("¿Colgar? Repita para confirmar."),
  survey: t("¿Terminar y pasar a la encuesta? Repita para confirmar."),
};

/** Return the action to confirm, and its setter: ending a conversation cannot be undone, so the first press asks. */
function useConfirmation(): [EndAction | null, (ending: EndAction) => void] {
  const [armed, setArmed] = useState<EndAction | null>(null);
  useEffect(() => {
    if (!armed) return;
    announce(CONFIRM_SENTENCES[armed]);
    const timer = setTimeout(() => setArmed(null), CONFIRM_TIMEOUT_MS);
    return () => clearTimeout(timer);
  }, [armed]);
  return [armed, setArmed];
}
