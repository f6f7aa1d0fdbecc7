/** Hold, mute, the recording, hand on, the survey and hang up: each says what it will do, and the key that does it. */
import { Button } from "@mantine/core";
import { lazy, type ReactNode, Suspense, useEffect, useState } from "react";
import type { Action, Call } from "../../../api/types";
import { ApiProblem } from "../../../api/problem";
import { useControl } from "../../../api/queries";
import { useCan, useIsLive, useRefusal } from "../../../realtime/desk-hooks";
import { KEYS, type KeyName, useKeys } from "../../../keyboard-shortcuts";
import { announce } from "../../../components/announcer";
import { useNews } from "../../../components/auto-hide";
import { HandOnIcon, HangUpIcon, HoldIcon, MicIcon, MicOffIcon, PlayIcon, RecordIcon, SurveyIcon, UsersIcon } from "../../../components/icons";
import css from "./desk.module.css";

const CONFIRM_MS = 4_000;
const HandOn = lazy(() => import("./transfer-dialog"));

export function Controls({ call, me }: { call: Call; me: string }) {
  if (call.consulted === me) return <p className="quiet">{call.joined ? "Si quien le consulta sale, la llamada queda con usted; si usted cuelga, sigue con quien le consulta." : "Cuando terminen de hablar, quien le consulta decide si le entrega la llamada."}</p>;
  return call.consulted && !call.joined ? <Consulting call={call} /> : <Talking call={call} />;
}

/** With the caller, and perhaps with another advisor too: then whoever of the two goes leaves the other. */
function Talking({ call }: { call: Call }) {
  const control = useControl(call.id);
  const live = useIsLive();
  const [armed, arm] = useArmed();
  const [choosing, setChoosing] = useState(false);
  const ask = (action: Action) => live && control.mutate({ action });
  const hold = () => ask(call.held ? "retrieve" : "hold");
  const mute = () => ask(call.muted ? "unmute" : "mute");
  const end = (action: Ending) => (armed === action ? ask(action) : arm(action));
  const hangUp = () => end("hang_up");
  const survey = () => call.survey && !call.joined && end("survey");
  const handOn = () => (call.joined ? ask("hand_over") : live && setChoosing(true));
  const join = () => call.joined && ask("take_back");
  const recording = () => call.recording && ask(paused(call) ? "resume_recording" : "pause_recording");
  useKeys({ hold, mute, hangUp, handOn, join, survey, recording });
  return (
    <div>
      <div className={css.controls} role="group" aria-label="Control de la llamada">
        <Control name="hold" on={call.held} icon={call.held ? <PlayIcon /> : <HoldIcon />} act={hold}>{call.held ? "Retomar" : "Retener"}</Control>
        <Control name="mute" on={call.muted} icon={call.muted ? <MicIcon /> : <MicOffIcon />} act={mute}>{call.muted ? "Hablar" : "Silenciar"}</Control>
        <Control name="handOn" icon={<HandOnIcon />} act={handOn}>{call.joined ? "Salir" : "Transferir"}</Control>
        {call.joined && <Control name="join" on icon={<UsersIcon />} act={join}>Seguir los dos</Control>}
        {call.survey && !call.joined && <Control name="survey" danger={armed === "survey"} icon={<SurveyIcon />} act={survey}>{armed === "survey" ? "¿Encuesta?" : "Encuesta"}</Control>}
        <Control name="hangUp" danger={armed === "hang_up"} icon={<HangUpIcon />} act={hangUp}>{armed === "hang_up" ? "¿Colgar?" : "Colgar"}</Control>
      </div>
      {call.joined && <p className="quiet small">Al salir, la llamada sigue con {call.consulted_name}; al colgar, termina para todos.</p>}
      {call.recording && <Recording call={call} act={recording} />}
      <Refused call={call} error={control.error} />
      {choosing && <Suspense><HandOn call={call} close={() => setChoosing(false)} /></Suspense>}
    </div>
  );
}

const paused = (call: Call) => call.recording === "paused";

/** What is recorded now stands in words, not in a colour alone; while the caller is on hold it may be paused by itself. */
function Recording({ call, act }: { call: Call; act: () => void }) {
  return (
    <div className={css.recording} role="group" aria-label="Grabación">
      <p role="status" data-recording={call.recording}><RecordIcon /> {paused(call) ? "En pausa" : "Grabando"}</p>
      <Control name="recording" on={paused(call)} icon={paused(call) ? <PlayIcon /> : <HoldIcon />} act={act}>{paused(call) ? "Seguir grabando" : "Pausar grabación"}</Control>
    </div>
  );
}

/** The caller waits; the call is handed over, or taken back, or the caller comes in. */
function Consulting({ call }: { call: Call }) {
  const control = useControl(call.id);
  const live = useIsLive();
  const ask = (action: Action) => live && control.mutate({ action });
  const over = () => call.consulted_talks && ask("hand_over");
  const back = () => ask("take_back");
  const three = useCan("three_way");
  const join = () => three && call.consulted_talks && ask("join");
  useKeys({ handOn: over, hold: back, join });
  return (
    <div>
      <div className={css.two} role="group" aria-label="Consulta en curso">
        <Control name="handOn" icon={<HandOnIcon />} act={over} waits={!call.consulted_talks}>Entregar</Control>
        <Control name="hold" on icon={<PlayIcon />} act={back}>Retomar</Control>
        {three && <Control name="join" icon={<UsersIcon />} act={join} waits={!call.consulted_talks}>Hablar los tres</Control>}
      </div>
      {!call.consulted_talks && <p className="quiet small">Timbra el teléfono de {call.consulted_name}; podrá entregarle la llamada cuando conteste.</p>}
      <Refused call={call} error={control.error} />
    </div>
  );
}

/** What could not be done: refused at once, or by the call itself a moment later. */
function Refused({ call, error }: { call: Call; error: unknown }) {
  const live = useIsLive();
  const refusal = useRefusal(call.id);
  const fresh = useNews(refusal && `${refusal.number} ${refusal.action}`);
  return (
    <>
      {fresh && refusal && <p key={refusal.number} role="alert" className={css.refused}>{refusal.words}</p>}
      {error instanceof ApiProblem && <p role="alert" className={css.refused}>{error.message}</p>}
      {!live && <p className={css.refused}>Sin conexión: use los botones de su teléfono.</p>}
    </>
  );
}

interface ControlProps {
  name: KeyName;
  on?: boolean;
  danger?: boolean;
  /** It cannot be done yet. */
  waits?: boolean;
  icon: ReactNode;
  act: () => void;
  children: ReactNode;
}

function Control({ name, on = false, danger = false, waits = false, icon, act, children }: ControlProps) {
  const live = useIsLive();
  return (
    <Button size="md" variant={danger || on ? "filled" : "default"} color={danger ? "ladrillo" : on ? "brasa.4" : undefined} leftSection={icon}
      disabled={!live || waits} onClick={act} aria-keyshortcuts={KEYS[name].label.replace(" ", "+")}>
      {children} <kbd>{KEYS[name].label}</kbd>
    </Button>
  );
}

type Ending = "hang_up" | "survey";
const SURE: Record<Ending, string> = { hang_up: "¿Colgar? Repita para confirmar.", survey: "¿Terminar y pasar a la encuesta? Repita para confirmar." };

/** The end of a talk cannot be undone: the first press only asks. */
function useArmed(): [Ending | null, (ending: Ending) => void] {
  const [armed, setArmed] = useState<Ending | null>(null);
  useEffect(() => {
    if (!armed) return;
    announce(SURE[armed]);
    const timer = setTimeout(() => setArmed(null), CONFIRM_MS);
    return () => clearTimeout(timer);
  }, [armed]);
  return [armed, setArmed];
}
