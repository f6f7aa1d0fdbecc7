/** The recordings of a call: a player that loads nothing before playback starts, and the pauses of the recording. */
import { type RefObject, useRef, useState } from "react";
import type { Recording } from "../../../api/types";
import { duration, spokenDuration } from "../../../formats";
import { useLabels } from "../../../labels";
import { erasedSentence } from "../../customers/model/erasure-order";
import css from "./calls.module.css";
import { addressOf } from "../../../practice-mode";
import { rich, t } from "../../../i18n/translate";

export function Recordings({ recordings }: { recordings: Recording[] }) {
  const { recording_states } = useLabels();
  if (recordings.length === 0) return null;
  return (
    <section aria-labelledby="grabaciones" className={css.recordings}>
      <h3 id="grabaciones">{recordings.length > 1 ? t("Grabaciones") : t("Grabación")}</h3>
      {recordings.map((each) =>
        each.state === "stored" ? (
          <RecordingPlayer key={each.id} recording={each} />
        ) : (
          <p key={each.id} className="quiet">
            {each.erased_by ? erasedSentence(each.erased_by) : recording_states[each.state]}
          </p>
        ),
      )}
    </section>
  );
}

/** The browser's own audio player. It loads nothing, and nothing is logged as listened to, before playback starts. */
export function AudioPlayer({
  source,
  name,
  player,
}: {
  source: string;
  name: string;
  player?: RefObject<HTMLAudioElement | null>;
}) {
  const [failed, setFailed] = useState(false);
  return (
    <>
      {/* biome-ignore lint/a11y/useMediaCaption: a recorded call has no captions */}
      <audio
        ref={player}
        controls
        preload="none"
        controlsList="nodownload noplaybackrate"
        src={source}
        aria-label={name}
        onPlay={() => setFailed(false)}
        onError={() => setFailed(true)}
      />
      {failed && (
        <p role="alert" className={css.failed}>
          {t(
            "No se pudo reproducir la grabación. Inténtelo de nuevo; si se repite, avise al administrador del sistema.",
          )}
        </p>
      )}
    </>
  );
}

function RecordingPlayer({ recording }: { recording: Recording }) {
  const { recording_kinds, recording_pauses } = useLabels();
  const player = useRef<HTMLAudioElement>(null);
  const length = recording.duration_ms ?? 0;
  const pauses = silenceSegments(recording);
  const go = (ms: number) => {
    if (player.current) player.current.currentTime = ms / 1000;
  };
  return (
    <>
      <p className="small quiet">
        {t("Duración: {length} · {recording_kinds} · el registro guarda quién la oye", {
          length: duration(length),
          recording_kinds: recording_kinds[recording.kind],
        })}
      </p>
      <AudioPlayer
        player={player}
        source={addressOf(`/api/v1/recordings/${encodeURIComponent(recording.id)}/audio`)}
        name={
          recording.kind === "message"
            ? t("Mensaje de voz de {length}", { length: spokenDuration(length) })
            : t("Grabación de {length}", { length: spokenDuration(length) })
        }
      />
      {pauses.length > 0 && (
        <>
          <div className={css.track} aria-hidden="true">
            {pauses.map(({ from, to }) => (
              <span
                key={from}
                style={{ left: `${(100 * from) / length}%`, width: `${(100 * (to - from)) / length}%` }}
              />
            ))}
          </div>
          <ul className={css.pauses} aria-label={t("Pausas de la grabación")}>
            {pauses.map(({ from, to, reason }) => (
              <li key={from}>
                <button
                  type="button"
                  onClick={() => go(to)}
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
        </>
      )}
    </>
  );
}

/** Return the pauses within the recording; an unfinished pause lasts to its end. */
export function silenceSegments({ duration_ms, pauses }: Pick<Recording, "duration_ms" | "pauses">) {
  const length = duration_ms ?? 0;
  return pauses
    .map(({ from_ms, to_ms, reason }) => ({ from: from_ms, to: Math.min(to_ms ?? length, length), reason }))
    .filter(({ from, to }) => from < to);
}
