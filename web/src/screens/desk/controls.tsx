/** Hold, mute and hang up: each says what it will do, and the key that does it. */
import { Button } from "@mantine/core";
import { type ReactNode, useEffect, useState } from "react";
import type { Action, Call } from "../../api/contracts";
import { ApiProblem } from "../../api/problem";
import { useControl } from "../../api/queries";
import { useIsLive } from "../../desk/hooks";
import { KEYS, type KeyName, useKeys } from "../../keys";
import { announce } from "../../parts/announce";
import { HangUpIcon, HoldIcon, MicIcon, MicOffIcon, PlayIcon } from "../../parts/icons";
import css from "./desk.module.css";

const CONFIRM_MS = 4_000;

export function Controls({ call }: { call: Call }) {
  const control = useControl(call.id);
  const live = useIsLive();
  const [armed, arm] = useArmed();
  const ask = (action: Action) => live && control.mutate(action);
  const hold = () => ask(call.held ? "retrieve" : "hold");
  const mute = () => ask(call.muted ? "unmute" : "mute");
  const hangUp = () => (armed ? ask("hang_up") : arm());
  useKeys({ hold, mute, hangUp });
  return (
    <div>
      <div className={css.controls} role="group" aria-label="Control de la llamada">
        <Control name="hold" on={call.held} icon={call.held ? <PlayIcon /> : <HoldIcon />} act={hold}>{call.held ? "Retomar" : "Retener"}</Control>
        <Control name="mute" on={call.muted} icon={call.muted ? <MicIcon /> : <MicOffIcon />} act={mute}>{call.muted ? "Hablar" : "Silenciar"}</Control>
        <Control name="hangUp" danger={armed} icon={<HangUpIcon />} act={hangUp}>{armed ? "¿Colgar?" : "Colgar"}</Control>
      </div>
      {control.error instanceof ApiProblem && <p role="alert" className={css.refused}>{control.error.message}</p>}
      {!live && <p className={css.refused}>Sin conexión: use los botones de su teléfono.</p>}
    </div>
  );
}

interface ControlProps {
  name: KeyName;
  on?: boolean;
  danger?: boolean;
  icon: ReactNode;
  act: () => void;
  children: ReactNode;
}

function Control({ name, on = false, danger = false, icon, act, children }: ControlProps) {
  const live = useIsLive();
  return (
    <Button size="md" variant={danger || on ? "filled" : "default"} color={danger ? "ladrillo" : on ? "brasa.4" : undefined} leftSection={icon}
      disabled={!live} onClick={act} aria-keyshortcuts={KEYS[name].label.replace(" ", "+")}>
      {children} <kbd>{KEYS[name].label}</kbd>
    </Button>
  );
}

/** Hanging up on somebody cannot be undone: the first press only asks. */
function useArmed(): [boolean, () => void] {
  const [armed, setArmed] = useState(false);
  useEffect(() => {
    if (!armed) return;
    announce("¿Colgar? Repita para confirmar.");
    const timer = setTimeout(() => setArmed(false), CONFIRM_MS);
    return () => clearTimeout(timer);
  }, [armed]);
  return [armed, () => setArmed(true)];
}
