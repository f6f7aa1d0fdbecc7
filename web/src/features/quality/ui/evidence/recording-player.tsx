/**
 * The player of a recording for those who judge it: caller and advisor on two tracks, speed, and notes at their second.
 *
 * It uses the audio of the call's page, or that of an advisor's own evaluation; both leave the same fact, once playback
 * starts.
 */
import { Button, NativeSelect } from "@mantine/core";
import { type RefObject, useCallback, useEffect, useImperativeHandle, useMemo, useRef, useState } from "react";
import { ApiProblem } from "../../../../api/problem";
import { audioSource, useWaveform } from "../../../../api/recordings";
import type { Recording } from "../../../../api/types";
import { duration, spokenDuration } from "../../../../formats";
import { useLabels } from "../../../../labels";
import { silenceSegments } from "../../../calls/ui/recording-player";
import {
  columnsOf,
  type MutedSides,
  placeWithin,
  SKIP_S,
  SPEEDS,
  speedLabel,
  stepSpeed,
  waveformPath,
} from "../../model/player";
import css from "./evidence.module.css";
import { SideMixer } from "./side-mixer";
import { rich, t } from "../../../../i18n/translate";

/** What the keyboard and the notes of a screen do with the player. */
export interface PlayerHandle {
  toggle(): void;
  /** Move by some seconds, negative for back. */
  skip(seconds: number): void;
  changeSpeed(step: 1 | -1): void;
  /** Go to a second; playback goes on if it was on. */
  jump(second: number): void;
  /** Return the whole second that is heard. */
  second(): number;
  plays(): boolean;
  /** Go to a second and play. */
  playFrom(second: number): void;
}

/** A note at a second of the recording. */
export interface PlayerMark {
  key: string;
  second: number;
  text: string;
}

interface RecordingPlayerProps {
  recording: Recording;
  marks?: readonly PlayerMark[];
  handle?: RefObject<PlayerHandle | null>;
  /** The evaluation of one's own work, through which an advisor hears the call. */
  ownEvaluation?: string;
  /** Called when the sound cannot be played: the recording may have been deleted meanwhile. */
  onFailure?: () => void;
}

const SIDES = [
  ["caller", t("Quien llama"), t("a quien llama")],
  ["advisor", t("Asesor"), t("al asesor")],
] as const;
type Side = (typeof SIDES)[number][0];
const COLUMNS = 480;
const BOTH_HEARD: MutedSides = { caller: false, advisor: false };

export function RecordingPlayer({ recording, marks = [], handle, ownEvaluation, onFailure }: RecordingPlayerProps) {
  const audio = useRef<HTMLAudioElement>(null);
  const lengthS = (recording.duration_ms ?? 0) / 1000;
  const [place, setPlace] = useState(0);
  const [plays, setPlays] = useState(false);
  const [failed, setFailed] = useState(false);
  const [speed, setSpeed] = useState(1);
  const [muted, mute] = useMutedSides(audio);
  const controls = usePlayerControls(audio, lengthS, { setPlace, speed, setSpeed });
  useImperativeHandle(handle, () => controls, [controls]);
  const fail = () => {
    setFailed(true);
    setPlays(false);
    onFailure?.();
  };
  return (
    <section
      className={css.player}
      aria-label={t("Grabación de {spokenDuration}", { spokenDuration: spokenDuration(recording.duration_ms ?? 0) })}
    >
      {/* biome-ignore lint/a11y/useMediaCaption: a recorded call has no captions */}
      <audio
        ref={audio}
        preload="none"
        src={audioSource(recording.id, ownEvaluation)}
        onPlay={() => {
          setPlays(true);
          setFailed(false);
        }}
        onPause={() => setPlays(false)}
        onEnded={() => setPlays(false)}
        onTimeUpdate={(event) => setPlace(event.currentTarget.currentTime)}
        onLoadedMetadata={(event) => {
          event.currentTarget.playbackRate = speed;
        }}
        onError={fail}
      />
      <Tracks
        recording={recording}
        ownEvaluation={ownEvaluation}
        place={place}
        lengthS={lengthS}
        marks={marks}
        muted={muted}
        mute={mute}
        seek={controls.jump}
      />
      <div className={css.controls}>
        <Button size="sm" onClick={controls.toggle}>
          {plays ? t("Pausar") : t("Reproducir")}
        </Button>
        <Button size="sm" variant="default" onClick={() => controls.skip(-SKIP_S)}>
          {t("Atrás {skipS} s", { skipS: SKIP_S })}
        </Button>
        <Button size="sm" variant="default" onClick={() => controls.skip(SKIP_S)}>
          {t("Adelante {skipS} s", { skipS: SKIP_S })}
        </Button>
        <span className="num">
          {duration(place * 1000)} / {duration(lengthS * 1000)}
        </span>
        <NativeSelect
          aria-label={t("Velocidad")}
          size="sm"
          className={css.speed}
          value={String(speed)}
          data={SPEEDS.map((each) => ({ value: String(each), label: speedLabel(each) }))}
          onChange={(event) => controls.setSpeed(Number(event.currentTarget.value))}
        />
      </div>
      {failed && (
        <p role="alert" className={css.failed}>
          {t(
            "No se pudo reproducir la grabación. Inténtelo de nuevo; si se repite, avise al administrador del sistema.",
          )}
        </p>
      )}
      <Silences recording={recording} jump={controls.jump} />
    </section>
  );
}

interface PlayerState {
  setPlace: (second: number) => void;
  speed: number;
  setSpeed: (speed: number) => void;
}

/** Return what moves the sound; the object stays the same while speed and length do. */
function usePlayerControls(
  audio: RefObject<HTMLAudioElement | null>,
  lengthS: number,
  { setPlace, speed, setSpeed }: PlayerState,
) {
  const changeTo = useCallback(
    (to: number) => {
      setSpeed(to);
      if (audio.current) audio.current.playbackRate = to;
    },
    [audio, setSpeed],
  );
  return useMemo(() => {
    const jump = (second: number) => {
      if (!audio.current) return;
      audio.current.currentTime = placeWithin(second, lengthS);
      setPlace(audio.current.currentTime);
    };
    return {
      // A refused playback has its own event, so its promise says nothing more.
      toggle: () => void (audio.current?.paused ? audio.current.play().catch(() => {}) : audio.current?.pause()),
      skip: (seconds: number) => jump((audio.current?.currentTime ?? 0) + seconds),
      changeSpeed: (step: 1 | -1) => changeTo(stepSpeed(speed, step)),
      setSpeed: changeTo,
      jump,
      second: () => Math.floor(audio.current?.currentTime ?? 0),
      plays: () => audio.current?.paused === false,
      playFrom: (second: number) => {
        jump(second);
        void audio.current?.play().catch(() => {});
      },
    };
  }, [audio, lengthS, setPlace, speed, changeTo]);
}

/** Return which sides are muted, and the function that mutes one or lets it be heard again. */
function useMutedSides(audio: RefObject<HTMLAudioElement | null>) {
  const [muted, setMuted] = useState(BOTH_HEARD);
  const mixer = useRef<SideMixer | null>(null);
  useEffect(() => () => mixer.current?.close(), []);
  const toggle = (side: Side) => {
    if (!audio.current) return;
    const next = { ...muted, [side]: !muted[side] };
    mixer.current ??= new SideMixer(audio.current);
    mixer.current.mute(next);
    setMuted(next);
  };
  return [muted, toggle] as const;
}

interface TracksProps {
  recording: Recording;
  ownEvaluation?: string;
  place: number;
  lengthS: number;
  marks: readonly PlayerMark[];
  muted: MutedSides;
  mute: (side: Side) => void;
  seek: (second: number) => void;
}

/** The two sides below each other, with the pauses, the notes and the place that is heard on both. */
function Tracks({ recording, ownEvaluation, place, lengthS, marks, muted, mute, seek }: TracksProps) {
  const { data, error } = useWaveform(recording.id, ownEvaluation);
  const share = (second: number) => `${lengthS ? (100 * placeWithin(second, lengthS)) / lengthS : 0}%`;
  const sides = recording.kind === "message" ? SIDES.slice(0, 1) : SIDES;
  return (
    <>
      <div className={css.tracks}>
        {sides.map(([side, name, object]) => (
          <div key={side} className={css.side} data-muted={muted[side] || undefined}>
            <span className={css.name}>{name}</span>
            <button type="button" className={css.mute} onClick={() => mute(side)}>
              {muted[side] ? t("Volver a oír") : t("Silenciar")}
              <span className="unseen"> {object}</span>
            </button>
            <div className={css.track}>
              <TrackShape peaks={data?.[side] ?? []} top={data?.top ?? 1} played={share(place)} />
              {silenceSegments(recording).map(({ from, to }) => (
                <span
                  key={from}
                  className={css.silence}
                  style={{ left: share(from / 1000), width: `${(100 * (to - from)) / (lengthS * 1000)}%` }}
                />
              ))}
              {side === "caller" &&
                marks.map(({ key, second }) => <span key={key} className={css.mark} style={{ left: share(second) }} />)}
              <span className={css.head} style={{ left: share(place) }} />
            </div>
          </div>
        ))}
        <input
          type="range"
          className={css.seek}
          aria-label={t("Lugar de la grabación")}
          aria-valuetext={t("{spokenDuration} de {spokenDuration2}", {
            spokenDuration: spokenDuration(place * 1000),
            spokenDuration2: spokenDuration(lengthS * 1000),
          })}
          min={0}
          max={Math.max(Math.floor(lengthS), 1)}
          step={1}
          value={Math.floor(place)}
          onChange={(event) => seek(Number(event.currentTarget.value))}
        />
      </div>
      {error && (
        <p role="status" className="small quiet">
          {error instanceof ApiProblem ? error.message : t("No se pudo leer la forma de onda.")}
        </p>
      )}
    </>
  );
}

function TrackShape({ peaks, top, played }: { peaks: readonly number[]; top: number; played: string }) {
  const columns = useMemo(() => columnsOf(peaks, COLUMNS), [peaks]);
  const path = useMemo(() => waveformPath(columns, top), [columns, top]);
  const view = `0 0 ${Math.max(columns.length, 1)} 2`;
  return (
    <>
      <svg className={css.shape} viewBox={view} preserveAspectRatio="none" aria-hidden="true">
        <path d={path} />
      </svg>
      <svg
        className={css.shape}
        data-played
        viewBox={view}
        preserveAspectRatio="none"
        aria-hidden="true"
        style={{ clipPath: `inset(0 calc(100% - ${played}) 0 0)` }}
      >
        <path d={path} />
      </svg>
    </>
  );
}

/** The pauses of the recording, each with a button that jumps behind it. */
function Silences({ recording, jump }: { recording: Recording; jump: (second: number) => void }) {
  const { recording_pauses } = useLabels();
  const silences = silenceSegments(recording);
  if (silences.length === 0) return null;
  return (
    <ul className={css.silences} aria-label={t("Pausas de la grabación")}>
      {silences.map(({ from, to, reason }) => (
        <li key={from}>
          <button
            type="button"
            onClick={() => jump(to / 1000)}
            aria-label={t("Pausa de {from} a {to}, {recording_pauses}: saltarla", {
              from: duration(from),
              to: duration(to),
              recording_pauses: recording_pauses[reason],
            })}
          >
            {rich("{from} {recording_pauses} · saltar", {
              from: (
                <span className="num">
                  {duration(from)}–{duration(to)}
                </span>
              ),
              recording_pauses: recording_pauses[reason],
            })}
          </button>
        </li>
      ))}
    </ul>
  );
}
