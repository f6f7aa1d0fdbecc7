/** The advisor's own state: what it is, for how long, and the keys that change it. */
import { Menu, UnstyledButton } from "@mantine/core";
import { useState } from "react";
import type { Advisor } from "../../../api/types";
import { ApiProblem } from "../../../api/problem";
import { usePauseReasons, usePresence } from "../../../api/queries";
import { useIsLive, useKnown, useOwnAdvisor } from "../../../realtime/desk-hooks";
import { KEYS, useKeys } from "../../../keyboard-shortcuts";
import { Elapsed } from "../../../components/elapsed-time";
import { pauseWords, STATES } from "../../../labels";
import css from "./shell.module.css";

const PENDING: Record<string, string> = { paused: "al terminar, pausa", offline: "al terminar, fuera de turno", available: "" };

export function Presence() {
  const advisor = useOwnAdvisor();
  const known = useKnown();
  if (!advisor) return <p className={css.state}>{known ? "Su usuario no atiende llamadas en esta campaña." : "Cargando su estado…"}</p>;
  return (
    <div className={css.presence} data-state={advisor.state}>
      <State advisor={advisor} />
      <Choices advisor={advisor} />
    </div>
  );
}

function State({ advisor }: { advisor: Advisor }) {
  const pending = advisor.pending ? (PENDING[advisor.pending] ?? "") : "";
  return (
    <p className={css.state}>
      <span className={css.dot} aria-hidden="true" />
      <strong>{STATES[advisor.state]}</strong>
      {advisor.reason_name && <span>{advisor.reason_name}</span>}
      <Elapsed since={advisor.since} label="Tiempo en este estado" className={css.since} />
      {pending && <span className={css.pending}>{pending}</span>}
    </p>
  );
}

function Choices({ advisor }: { advisor: Advisor }) {
  const [opened, setOpened] = useState(false);
  const presence = usePresence();
  const live = useIsLive();
  const wanted = advisor.pending ?? advisor.state;
  const set = (state: "available" | "paused" | "offline", reason?: string) => {
    if (live) presence.mutate(reason ? { state, reason } : { state });
  };
  useKeys({
    available: () => set("available"),
    pause: () => setOpened(true),
    offline: () => set("offline"),
  });
  return (
    <div className={css.choices} role="group" aria-label="Cambiar su estado">
      <Choice name="Disponible" hint={KEYS.available.label} on={wanted === "available"} live={live} act={() => set("available")} />
      <Menu opened={opened} onChange={setOpened} position="bottom-start" width={240} withInitialFocusPlaceholder={false}>
        <Menu.Target>
          <UnstyledButton className={css.choice} aria-pressed={wanted === "paused"} aria-disabled={!live || undefined} aria-keyshortcuts="Alt+P">
            Pausa <kbd>{KEYS.pause.label}</kbd>
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown><Reasons choose={(reason) => set("paused", reason)} /></Menu.Dropdown>
      </Menu>
      <Choice name="Fuera de turno" hint={KEYS.offline.label} on={wanted === "offline"} live={live} act={() => set("offline")} />
      {presence.error instanceof ApiProblem && <p role="alert" className={css.refused}>{presence.error.message}</p>}
    </div>
  );
}

function Choice({ name, hint, on, live, act }: { name: string; hint: string; on: boolean; live: boolean; act: () => void }) {
  return (
    <UnstyledButton className={css.choice} aria-pressed={on} aria-disabled={!live || undefined} aria-keyshortcuts={hint.replace(" ", "+")} onClick={act}
      title={live ? undefined : "Necesita conexión con el servidor"}>
      {name} <kbd>{hint}</kbd>
    </UnstyledButton>
  );
}

function Reasons({ choose }: { choose: (reason: string) => void }) {
  const { data, error } = usePauseReasons();
  if (error) return <Menu.Label>No se pudieron leer los motivos. Intente de nuevo.</Menu.Label>;
  if (!data) return <Menu.Label>Leyendo los motivos…</Menu.Label>;
  return data.reasons.map(({ id, name, paid }) => <Menu.Item key={id} onClick={() => choose(id)} rightSection={<span className="quiet small">{pauseWords(paid)}</span>}>{name}</Menu.Item>);
}
