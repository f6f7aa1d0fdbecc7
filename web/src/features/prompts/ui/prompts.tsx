/** The voices of prompts: what lacks one, what callers hear, and where. */
import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import { type PromptVoice, usePrompts } from "../../../api/prompts";
import { Confirmation, useConfirmation } from "../../../components/confirmation";
import { Empty, Failure, Loading } from "../../../components/load-states";
import { SegmentedControl } from "../../../components/segmented-control";
import { type Shown, STATES, isPending, shownVoices } from "../model/voices";
import { VoiceDialog } from "./voice-dialog";
import css from "./prompts.module.css";
import { t } from "../../../i18n/translate";

export default function PromptsScreen() {
  const { data, error, refetch } = usePrompts();
  const [shown, setShown] = useState<Shown>("pending");
  const [search, setSearch] = useState("");
  const [opened, open] = useState<PromptVoice | null>(null);
  const [done, confirm] = useConfirmation();
  const pending = data?.prompts.filter((each) => isPending(each) && !each.is_phrase).length ?? 0;
  const listed = data ? shownVoices(data.prompts, shown, search) : [];
  return (
    <div className={css.screen}>
      <section className={`panel ${css.list}`} aria-labelledby="voces">
        <header>
          <h1 id="voces">{t("Voces de los mensajes")}</h1>
          <p className="quiet">{t("Lo que oye quien llama. Una grabación que se elige se oye en unos segundos.")}</p>
        </header>
        <Confirmation>{done}</Confirmation>
        <div className={css.bar}>
          <SegmentedControl
            label={t("Qué mensajes")}
            value={shown}
            onChange={setShown}
            options={[
              ["pending", data ? t("Por grabar ({pending})", { pending }) : t("Por grabar")],
              ["prompts", t("Mensajes")],
              ["phrases", t("Frases")],
            ]}
          />
          <TextInput
            aria-label={t("Buscar en los textos")}
            placeholder={t("Buscar en los textos")}
            value={search}
            onChange={(event) => setSearch(event.currentTarget.value)}
          />
        </div>
        {error ? (
          <Failure error={error} retry={() => void refetch()} title={t("No se pudieron leer las voces.")} />
        ) : !data ? (
          <Loading label={t("Leyendo las voces…")} />
        ) : listed.length === 0 ? (
          <Empty title={search ? t("Ningún texto dice eso") : t("No falta ninguna voz")}>
            {search ? t("Busque otra palabra.") : t("Todos los mensajes están grabados con su texto vigente.")}
          </Empty>
        ) : (
          <ul className={css.voices}>
            {listed.map((each) => (
              <VoiceRow key={each.prompt} voice={each} canWrite={data.can_write} open={() => open(each)} />
            ))}
          </ul>
        )}
      </section>
      {opened && data && (
        <VoiceDialog
          key={opened.prompt}
          prompt={opened.prompt}
          canWrite={data.can_write}
          close={() => open(null)}
          done={confirm}
        />
      )}
    </div>
  );
}

function VoiceRow({ voice, canWrite, open }: { voice: PromptVoice; canWrite: boolean; open: () => void }) {
  const act = canWrite && isPending(voice) ? t("Grabar") : t("Abrir");
  return (
    <li className={css.voice}>
      <div className={css.what}>
        <h2>
          {voice.prompt} <span data-state={voice.state}>{STATES[voice.state]}</span>
        </h2>
        <p>{voice.text}</p>
        <p className="quiet small">{places(voice)}</p>
      </div>
      <Button size="xs" variant="default" onClick={open} aria-label={`${act} ${voice.prompt}`}>
        {act}
      </Button>
    </li>
  );
}

function places(voice: PromptVoice): string {
  if (voice.is_phrase) return t("Frase de Atención: turnos, esperas, horarios y devoluciones.");
  return voice.used_in.length ? voice.used_in.join(" · ") : t("El sitio no lo usa.");
}
