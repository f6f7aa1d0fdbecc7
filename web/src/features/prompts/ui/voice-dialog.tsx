/** One text: what callers hear, a new recording of it, and the recordings that there are, to compare and choose. */
import { Button } from "@mantine/core";
import { type PromptSound, soundAddress, useChooseVoice, usePreview, usePrompt } from "../../../api/prompts";
import { serverClock } from "../../../clock";
import { Dialog } from "../../../components/dialog";
import { Failure, Loading } from "../../../components/load-states";
import { momentPhrase } from "../../../formats";
import { playOnce } from "../model/play-once";
import { STATES, STATE_HINTS, measuresPhrase } from "../model/voices";
import { NewRecording } from "./new-recording";
import css from "./prompts.module.css";
import { rich, t } from "../../../i18n/translate";

interface VoiceDialogProps {
  prompt: string;
  canWrite: boolean;
  close: () => void;
  done: (text: string) => void;
}

export function VoiceDialog({ prompt, canWrite, close, done }: VoiceDialogProps) {
  const { data, error, refetch } = usePrompt(prompt);
  const choose = useChooseVoice(prompt);
  const pick = (sound: string | null) =>
    choose.mutate(sound, {
      onSuccess: () =>
        done(
          sound
            ? t("«{prompt}» se oye con la grabación.", { prompt })
            : t("«{prompt}» se oye con la voz sintetizada.", { prompt }),
        ),
    });
  return (
    <Dialog title={t("Voz de «{prompt}»", { prompt })} onClose={close} wide>
      {error ? (
        <Failure error={error} retry={() => void refetch()} title={t("No se pudo leer este mensaje.")} />
      ) : !data ? (
        <Loading label={t("Leyendo el mensaje…")} />
      ) : (
        <div className={css.detail}>
          <p className={css.text}>{data.voice.text}</p>
          <section aria-labelledby="ahora" className={css.now}>
            <h3 id="ahora">
              {rich("Se oye ahora {states}", {
                states: <span data-state={data.voice.state}>{STATES[data.voice.state]}</span>,
              })}
            </h3>
            <p className="quiet small">{STATE_HINTS[data.voice.state]}</p>
            {data.voice.state !== "silent" && (
              <Player
                key={data.voice.sound ?? "now"}
                label={t("Lo que se oye ahora")}
                prompt={prompt}
                sound={data.voice.sound}
              />
            )}
            {canWrite && <Synthesised text={data.voice.text} isHeard={data.voice.state === "synthesised"} />}
          </section>
          {canWrite && <NewRecording prompt={prompt} />}
          {Boolean(choose.error) && <Failure error={choose.error} />}
          {data.sounds.length > 0 && (
            <section aria-labelledby="grabaciones">
              <h3 id="grabaciones">{t("Grabaciones")}</h3>
              <ul className={css.sounds}>
                {data.sounds.map((each) => (
                  <SoundRow key={each.sound} prompt={prompt} sound={each} canWrite={canWrite} pick={pick} />
                ))}
              </ul>
            </section>
          )}
          {canWrite && data.voice.sound && (
            <p>
              <Button variant="default" size="xs" loading={choose.isPending} onClick={() => pick(null)}>
                {t("Volver a la voz sintetizada")}
              </Button>
            </p>
          )}
        </div>
      )}
    </Dialog>
  );
}

function Player({ label, prompt, sound }: { label: string; prompt: string; sound: string | null }) {
  return (
    // biome-ignore lint/a11y/useMediaCaption: the text of the prompt stands above it
    <audio className={css.player} controls preload="none" aria-label={label} src={soundAddress(prompt, sound)} />
  );
}

/** Hear the text in the synthesised voice, next to a recording of it; nothing is stored. */
function Synthesised({ text, isHeard }: { text: string; isHeard: boolean }) {
  const preview = usePreview();
  if (isHeard) return null;
  return (
    <p>
      <Button
        size="xs"
        variant="default"
        loading={preview.isPending}
        onClick={() => preview.mutate(text, { onSuccess: (content) => void playOnce(content) })}
      >
        {t("Oír con la voz sintetizada")}
      </Button>
      {Boolean(preview.error) && <Failure error={preview.error} />}
    </p>
  );
}

interface SoundRowProps {
  prompt: string;
  sound: PromptSound;
  canWrite: boolean;
  pick: (sound: string) => void;
}

function SoundRow({ prompt, sound, canWrite, pick }: SoundRowProps) {
  const when = momentPhrase(sound.stored_at, serverClock.now());
  const name = t("Grabación de {stored_by_name}, {when}", { stored_by_name: sound.stored_by_name, when });
  return (
    <li>
      <p>
        <strong>{sound.source === "recorded" ? t("Grabada aquí") : t("Archivo")}</strong>, {sound.stored_by_name},{" "}
        {when}.
      </p>
      <Wave heights={sound.measures.wave} />
      <p className="quiet small">{measuresPhrase(sound.measures)}</p>
      {!sound.is_current_text && <p className="small">{t("Dice otro texto: «{text}»", { text: sound.text })}</p>}
      <div className={css.acts}>
        <Player label={name} prompt={prompt} sound={sound.sound} />
        {sound.is_chosen ? (
          <span data-state="recorded">{t("Es la que se oye")}</span>
        ) : (
          canWrite &&
          sound.is_current_text && (
            <Button
              size="xs"
              aria-label={t("Usar esta, de {stored_by_name}, {when}", { stored_by_name: sound.stored_by_name, when })}
              onClick={() => pick(sound.sound)}
            >
              {t("Usar esta")}
            </Button>
          )
        )}
      </div>
    </li>
  );
}

function Wave({ heights }: { heights: readonly number[] }) {
  const highest = Math.max(0.01, ...heights);
  const bars = heights
    .map((height, index) => `M${index + 0.5} ${20 - (19 * height) / highest}V${20 + (19 * height) / highest}`)
    .join("");
  return (
    <svg
      className={css.wave}
      viewBox={`0 0 ${Math.max(1, heights.length)} 40`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <path d={bars} />
    </svg>
  );
}
