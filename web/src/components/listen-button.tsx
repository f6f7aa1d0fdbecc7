/** A button that plays a sound of the API and stops it; one sound plays at a time on the whole screen. */
import { Button } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { addressOf } from "../practice-mode";
import { PlayIcon, StopIcon } from "./icons";
import { t } from "../i18n/translate";

interface ListenButtonProps {
  /** The address of the sound. */
  source: string;
  /** What is heard, for the button's name. */
  name: string;
  /** Shows the icon alone, in long lists. */
  bare?: boolean;
}
type PlayState = "silent" | "loading" | "playing" | "failed";

/** Stops the sound that plays now. */
let stopCurrent: (() => void) | null = null;

export function ListenButton({ source, name, bare = false }: ListenButtonProps) {
  const [state, setState] = useState<PlayState>("silent");
  const audio = useRef<HTMLAudioElement>(null);
  const [stop] = useState(() => () => {
    audio.current?.pause();
    audio.current = null;
    setState("silent");
    if (stopCurrent === stop) stopCurrent = null;
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another source ends the sound of the one before
  useEffect(() => stop, [source, stop]);
  const play = () => {
    stopCurrent?.();
    const sound = new Audio(addressOf(source));
    audio.current = sound;
    stopCurrent = stop;
    setState("loading");
    const current = () => audio.current === sound;
    sound.onplaying = () => current() && setState("playing");
    sound.onended = () => current() && stop();
    sound.play().catch(() => {
      if (!current()) return;
      stop();
      setState("failed");
    });
  };
  const isOn = state === "loading" || state === "playing";
  const icon = isOn ? <StopIcon /> : <PlayIcon />;
  return (
    <div>
      <Button
        size="compact-sm"
        variant={isOn ? "filled" : bare ? "subtle" : "default"}
        leftSection={bare ? undefined : icon}
        onClick={isOn ? stop : play}
        aria-label={`${isOn ? t("Detener") : t("Escuchar")} «${name}»`}
        aria-busy={state === "loading"}
      >
        {bare ? icon : isOn ? t("Detener") : t("Escuchar")}
      </Button>
      {state === "failed" && <p role="alert">{t("No se pudo reproducir. Inténtelo de nuevo en un momento.")}</p>}
    </div>
  );
}
