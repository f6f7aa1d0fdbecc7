/** The advisor's own state, its duration, and the buttons that change it. */
import { Menu, UnstyledButton } from "@mantine/core";
import { useState } from "react";
import type { Advisor } from "../../../api/types";
import { ApiProblem } from "../../../api/problem";
import { usePauseReasons, useSetPresence } from "../../../api/queries";
import { useIsLive, useHasSnapshot, useOwnAdvisor } from "../../../realtime/desk-hooks";
import { SHORTCUTS, useShortcuts } from "../../../keyboard-shortcuts";
import { ElapsedTime } from "../../../components/elapsed-time";
import { inSentence, pauseLabel, useLabels } from "../../../labels";
import css from "./shell.module.css";
import { t } from "../../../i18n/translate";

export function PresenceMenu({ mayChange }: { mayChange: boolean }) {
  const advisor = useOwnAdvisor();
  const known = useHasSnapshot();
  if (!advisor)
    return (
      <p className={css.state}>
        {known ? t("Su usuario no atiende llamadas en esta campaña.") : t("Cargando su estado…")}
      </p>
    );
  return (
    <div className={css.presence} data-state={advisor.state} data-tour="estado">
      <PresenceState advisor={advisor} />
      {mayChange && <PresenceChoices advisor={advisor} />}
    </div>
  );
}

function PresenceState({ advisor }: { advisor: Advisor }) {
  const labels = useLabels();
  const { pending } = advisor;
  return (
    <p className={css.state}>
      <span className={css.dot} aria-hidden="true" />
      <strong>{labels.advisor_states[advisor.state]}</strong>
      {advisor.reason_name && <span className={css.reason}>{advisor.reason_name}</span>}
      <ElapsedTime since={advisor.since} label={t("Tiempo en este estado")} className={css.since} />
      {(pending === "paused" || pending === "offline") && (
        <span className={css.pending}>
          {t("al terminar, {inSentence}", { inSentence: inSentence(labels.advisor_states[pending]) })}
        </span>
      )}
    </p>
  );
}

function PresenceChoices({ advisor }: { advisor: Advisor }) {
  const [opened, setOpened] = useState(false);
  const presence = useSetPresence();
  const live = useIsLive();
  const wanted = advisor.pending ?? advisor.state;
  const set = (state: "available" | "paused" | "offline", reason?: string) => {
    if (live) presence.mutate(reason ? { state, reason } : { state });
  };
  useShortcuts({
    available: () => set("available"),
    pause: () => setOpened(true),
    offline: () => set("offline"),
  });
  return (
    <div className={css.choices} role="group" aria-label={t("Cambiar su estado")}>
      <PresenceButton
        name={t("Disponible")}
        hint={SHORTCUTS.available.label}
        on={wanted === "available"}
        live={live}
        act={() => set("available")}
      />
      <Menu
        opened={opened}
        onChange={setOpened}
        position="bottom-start"
        width={240}
        withInitialFocusPlaceholder={false}
      >
        <Menu.Target>
          <UnstyledButton
            className={css.choice}
            aria-pressed={wanted === "paused"}
            aria-disabled={!live || undefined}
            aria-keyshortcuts="Alt+P"
          >
            {t("Pausa")} <kbd>{SHORTCUTS.pause.label}</kbd>
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          <PauseReasons choose={(reason) => set("paused", reason)} />
        </Menu.Dropdown>
      </Menu>
      <PresenceButton
        name={t("Fuera de turno")}
        hint={SHORTCUTS.offline.label}
        on={wanted === "offline"}
        live={live}
        act={() => set("offline")}
      />
      {presence.error instanceof ApiProblem && (
        <p role="alert" className={css.refused}>
          {presence.error.message}
        </p>
      )}
    </div>
  );
}

function PresenceButton({
  name,
  hint,
  on,
  live,
  act,
}: {
  name: string;
  hint: string;
  on: boolean;
  live: boolean;
  act: () => void;
}) {
  return (
    <UnstyledButton
      className={css.choice}
      aria-pressed={on}
      aria-disabled={!live || undefined}
      aria-keyshortcuts={hint.replace(" ", "+")}
      onClick={act}
      title={live ? undefined : t("Necesita conexión con el servidor")}
    >
      {name} <kbd>{hint}</kbd>
    </UnstyledButton>
  );
}

function PauseReasons({ choose }: { choose: (reason: string) => void }) {
  const { data, error } = usePauseReasons();
  const labels = useLabels();
  if (error) return <Menu.Label>{t("No se pudieron leer los motivos. Intente de nuevo.")}</Menu.Label>;
  if (!data) return <Menu.Label>{t("Leyendo los motivos…")}</Menu.Label>;
  return data.reasons.map(({ id, name, paid }) => (
    <Menu.Item
      key={id}
      onClick={() => choose(id)}
      rightSection={<span className="quiet small">{pauseLabel(labels, paid)}</span>}
    >
      {name}
    </Menu.Item>
  ));
}
