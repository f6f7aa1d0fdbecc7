/** Queues beyond their thresholds: a strip with a sign and words, a sound that a person switches on, and silences. */
import { Button } from "@mantine/core";
import { useCallback, useEffect, useRef, useState } from "react";
import type { BoardThresholds } from "../../../api/board";
import { secondTicker, serverClock } from "../../../clock";
import { announce } from "../../../components/announcer";
import { timeOfDay } from "../../../formats";
import { desk } from "../../../realtime/desk-store";
import { type AlertedQueue, alertKeys, alertsOf } from "../model/alerts";
import css from "./board.module.css";
import { t } from "../../../i18n/translate";

const QUIET_MINUTES = 15;
const MINUTE_MS = 60_000;
/** Until when a queue is silenced, in this tab, by queue. */
type Quiet = Record<string, number>;

const computeAlerts = (thresholds: Record<string, BoardThresholds>): AlertedQueue[] => {
  const { queue, tally } = desk.state.entities;
  return Object.values(queue)
    .map((each) => ({
      queue: each.id,
      name: each.name,
      alerts: alertsOf(each, tally[each.id], thresholds[each.id], serverClock.now()),
    }))
    .filter(({ alerts }) => alerts.length > 0);
};

/** Return the queues beyond their thresholds. Computed each second, because a wait grows without a message. */
export function useAlerts(thresholds: Record<string, BoardThresholds> | undefined): AlertedQueue[] {
  const [alerted, setAlerted] = useState<AlertedQueue[]>([]);
  useEffect(() => {
    let before = "";
    const check = () => {
      const next = thresholds ? computeAlerts(thresholds) : [];
      const text = JSON.stringify(next);
      if (text === before) return;
      before = text;
      setAlerted(next);
    };
    check();
    return secondTicker.subscribe(check);
  }, [thresholds]);
  return alerted;
}

interface AlertStripProps {
  alerted: AlertedQueue[];
  open: (queue: string) => void;
}

export function AlertStrip({ alerted, open }: AlertStripProps) {
  const [quiet, setQuiet] = useState<Quiet>({});
  const [sound, toggleSound] = useSound();
  const known = useRef(new Set<string>());
  const isQuiet = useCallback((queue: string) => (quiet[queue] ?? 0) > serverClock.now(), [quiet]);
  useEffect(() => {
    const loud = alerted.filter(({ queue }) => !isQuiet(queue));
    const keys = alertKeys(loud);
    const added = loud.filter((each) => alertKeys([each]).some((key) => !known.current.has(key)));
    known.current = new Set(keys);
    if (added.length === 0) return;
    announce(added.map(alertSentence).join(" "));
    sound?.();
  }, [alerted, isQuiet, sound]);
  const silence = (queue: string) =>
    setQuiet({ ...quiet, [queue]: isQuiet(queue) ? 0 : serverClock.now() + QUIET_MINUTES * MINUTE_MS });
  return (
    <>
      <Button size="compact-sm" variant="default" aria-pressed={sound !== null} onClick={toggleSound}>
        {sound ? t("Sonido de alertas: sí") : t("Sonido de alertas: no")}
      </Button>
      {alerted.length > 0 && (
        <ul className={css.alerts} aria-label={t("Alertas de las colas")}>
          {alerted.map((each) => (
            <li key={each.queue} data-quiet={isQuiet(each.queue) || undefined}>
              <p>
                <span aria-hidden="true">⚠</span> <strong>{each.name}:</strong>{" "}
                {each.alerts.map(({ text }) => text).join(", ")}
                {isQuiet(each.queue) &&
                  t(". En silencio hasta las {timeOfDay}", { timeOfDay: timeOfDay(quiet[each.queue] ?? 0) })}
              </p>
              <Button size="compact-xs" variant="default" onClick={() => open(each.queue)}>
                {t("Ver")} <span className="unseen">{each.name}</span>
              </Button>
              <Button size="compact-xs" variant="default" onClick={() => silence(each.queue)}>
                {isQuiet(each.queue)
                  ? t("Quitar el silencio")
                  : t("Silenciar {quietMinutes} min", { quietMinutes: QUIET_MINUTES })}
                <span className="unseen"> {t("de {name}", { name: each.name })}</span>
              </Button>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

const alertSentence = ({ name, alerts }: AlertedQueue): string =>
  t("Alerta de {name}: {alerts}.", { name, alerts: alerts.map(({ text }) => text).join(", ") });

const TONES_HZ = [880, 660] as const;
const TONE_S = 0.18;

/** Return the function that sounds, null while it is off, and the switch: browsers allow sound after an interaction. */
function useSound(): readonly [(() => void) | null, () => void] {
  const [audio, setAudio] = useState<AudioContext | null>(null);
  useEffect(() => () => void audio?.close(), [audio]);
  const ring = useCallback(() => audio && playTones(audio), [audio]);
  const toggle = () => {
    if (audio) return setAudio(null);
    const made = new AudioContext();
    setAudio(made);
    playTones(made);
  };
  return [audio ? ring : null, toggle];
}

function playTones(audio: AudioContext): void {
  for (const [index, hertz] of TONES_HZ.entries()) {
    const [tone, volume] = [audio.createOscillator(), audio.createGain()];
    const begin = audio.currentTime + index * TONE_S;
    tone.frequency.value = hertz;
    volume.gain.setValueAtTime(0.15, begin);
    volume.gain.exponentialRampToValueAtTime(0.001, begin + TONE_S);
    tone.connect(volume).connect(audio.destination);
    tone.start(begin);
    tone.stop(begin + TONE_S);
  }
}
