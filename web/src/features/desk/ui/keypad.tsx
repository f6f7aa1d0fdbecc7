/** The keypad of a conversation: keys for a menu at the other side, by pointer or typed while it is open. */
import { Button, Popover } from "@mantine/core";
import { type KeyboardEvent, useEffect, useState } from "react";
import type { Call } from "../../../api/types";
import { ApiProblem } from "../../../api/problem";
import { useSendKeys } from "../../../api/queries";
import { KeypadIcon } from "../../../components/icons";
import { SHORTCUTS, useShortcuts } from "../../../keyboard-shortcuts";
import { useHasAbility, useIsLive } from "../../../realtime/desk-hooks";
import { KEYPAD, keypadKey, KeySender, shownKeys } from "../model/keypad";
import css from "./keypad.module.css";
import { t } from "../../../i18n/translate";

export function Keypad({ call }: { call: Call }) {
  const [opened, setOpened] = useState(false);
  const live = useIsLive();
  const toggle = () => live && setOpened(!opened);
  useShortcuts({ keypad: toggle });
  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      position="bottom-start"
      shadow="md"
      trapFocus
      returnFocus
      transitionProps={{ duration: 0 }}
    >
      <Popover.Target>
        <Button
          size="md"
          variant={opened ? "filled" : "default"}
          color={opened ? "brasa.4" : undefined}
          leftSection={<KeypadIcon />}
          disabled={!live}
          onClick={toggle}
          aria-keyshortcuts={SHORTCUTS.keypad.label.replace(" ", "+")}
        >
          {t("Teclado")} <kbd>{SHORTCUTS.keypad.label}</kbd>
        </Button>
      </Popover.Target>
      <Popover.Dropdown className={css.panel} aria-label={t("Teclado")}>
        <KeypadPanel call={call} />
      </Popover.Dropdown>
    </Popover>
  );
}

/** Return why no keys can be sent now; empty if they can. */
export const keypadObstacle = (isAble: boolean, isHeld: boolean): string => {
  if (!isAble) return t("La central telefónica no puede enviar teclas a la otra parte.");
  return isHeld ? t("La llamada está retenida: retómela para enviar teclas.") : "";
};

function KeypadPanel({ call }: { call: Call }) {
  const obstacle = keypadObstacle(useHasAbility("keypad"), call.held);
  const { mutateAsync, error } = useSendKeys(call.id);
  const [sender] = useState(() => new KeySender(mutateAsync));
  const [pressed, setPressed] = useState("");
  const live = useIsLive();
  if (obstacle)
    return (
      <p className={css.obstacle} tabIndex={-1} data-autofocus>
        {obstacle}
      </p>
    );
  const press = (key: string) => {
    if (!live) return;
    setPressed((before) => before + key);
    sender.press(key);
  };
  const type = (event: KeyboardEvent) => {
    const key = keypadKey(event);
    if (!key) return;
    event.preventDefault();
    press(key);
  };
  return (
    <div className={css.keypad} onKeyDown={type} role="group" aria-label={t("Teclas para la otra parte")}>
      <p className={css.pressed}>
        <span className="num" aria-hidden="true">
          {shownKeys(pressed) || t("Pulse o escriba")}
        </span>
        <PressedCount keys={pressed.length} />
      </p>
      {KEYPAD.map((key, at) => (
        <Button
          key={key}
          variant="default"
          size="md"
          className="num"
          disabled={!live}
          onClick={() => press(key)}
          aria-label={KEY_NAMES[key] ?? key}
          data-autofocus={at === 0 || undefined}
        >
          {key}
        </Button>
      ))}
      {error instanceof ApiProblem && (
        <p role="alert" className={css.failure}>
          {error.message}
        </p>
      )}
    </div>
  );
}

const KEY_NAMES: Record<string, string> = { "*": t("Asterisco"), "#": t("Numeral") };
const COUNT_DELAY_MS = 700;

/** The number of sent keys for screen readers, once the advisor pauses; the keys themselves are not read aloud. */
function PressedCount({ keys }: { keys: number }) {
  const [settled, settle] = useState(0);
  useEffect(() => {
    const timer = setTimeout(() => settle(keys), COUNT_DELAY_MS);
    return () => clearTimeout(timer);
  }, [keys]);
  return (
    <span role="status" className="unseen">
      {settled > 0 && t("{count, plural, one {# tecla pulsada} other {# teclas pulsadas}}", { count: settled })}
    </span>
  );
}
