/** A new recording of a text: in the browser with a level meter, or from a file; its faults are said, with measures. */
import { Button, FileButton } from "@mantine/core";
import { ApiProblem } from "../../../api/problem";
import { type RecordingMeasures, useStoreSound } from "../../../api/prompts";
import { announce } from "../../../components/announcer";
import { Failure } from "../../../components/load-states";
import { duration } from "../../../formats";
import { type RecorderFault, useRecorder } from "../model/use-recorder";
import { measuresPhrase } from "../model/voices";
import css from "./prompts.module.css";
import { t } from "../../../i18n/translate";

const FAULTS: Record<RecorderFault, string> = {
  missing: t("Este navegador no encuentra un micrófono. Conéctelo, o suba un archivo."),
  denied: t(
    "El navegador no permite usar el micrófono. Permítalo junto a la dirección de la página, o suba un archivo.",
  ),
  unreadable: t("El navegador no pudo leer lo que grabó. Grabe de nuevo, o suba un archivo."),
};

export function NewRecording({ prompt }: { prompt: string }) {
  const store = useStoreSound(prompt);
  const save = (file: File, source: "uploaded" | "recorded") =>
    store.mutate({ file, source }, { onSuccess: () => announce(t("La grabación se guardó. Óigala y elíjala.")) });
  const recorder = useRecorder((file) => save(file, "recorded"));
  const isRecording = recorder.state === "recording";
  const isBusy = store.isPending || recorder.state === "asking" || recorder.state === "converting";
  return (
    <section aria-labelledby="grabar" className={css.recorder}>
      <h3 id="grabar">{t("Grabar")}</h3>
      <p className="quiet small">{t("Lea el texto a un palmo del micrófono, en un cuarto sin eco.")}</p>
      <div className={css.acts}>
        <Button
          data-first
          color={isRecording ? "red" : undefined}
          loading={isBusy}
          onClick={() => (isRecording ? recorder.stop() : void recorder.start())}
        >
          {isRecording ? t("Terminar") : t("Grabar con el micrófono")}
        </Button>
        {!isRecording && (
          <FileButton accept=".wav,audio/wav,audio/x-wav" onChange={(file) => file && save(file, "uploaded")}>
            {(props) => (
              <Button {...props} variant="default" disabled={isBusy}>
                {t("Subir un WAV")}
              </Button>
            )}
          </FileButton>
        )}
        {isRecording && (
          <div className={css.meter}>
            <meter
              min={0}
              max={1}
              low={0.55}
              high={0.98}
              optimum={0.8}
              value={recorder.level}
              aria-label={t("Nivel")}
            />
            <span>{duration(recorder.lengthMs)}</span>
          </div>
        )}
      </div>
      {recorder.fault && <p role="alert">{FAULTS[recorder.fault]}</p>}
      {Boolean(store.error) && <Refusal error={store.error} />}
      {store.data && !store.error && (
        <p role="status">
          {store.data.is_new
            ? t("Se guardó. Óigala abajo y elija «Usar esta» para que la oiga quien llama.")
            : t("Esa misma grabación ya estaba guardada.")}
        </p>
      )}
    </section>
  );
}

function Refusal({ error }: { error: unknown }) {
  const body = error instanceof ApiProblem ? (error.body as { measures?: RecordingMeasures }) : {};
  return (
    <>
      <Failure error={error} title={t("La grabación no sirve.")} />
      {body.measures && <p className="quiet small">{measuresPhrase(body.measures)}</p>}
    </>
  );
}
