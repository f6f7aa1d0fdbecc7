/** The form of a call that ended without a disposition, as the advisor left it. */
import { Button, Textarea } from "@mantine/core";
import { type FormEvent, type KeyboardEvent, useEffect, useState } from "react";
import type { Advisor, OwnCall } from "../../../api/types";
import { useStoreDisposition, useTypology } from "../../../api/queries";
import { serverClock } from "../../../clock";
import { parseTopicValue, formTopic } from "../../tickets/model/form";
import { isCompleteTopic, typologyLeaves } from "../../tickets/model/typology";
import { timeOfDay, shortDate } from "../../../formats";
import { SUBMIT_KEYS, SUBMIT_SHORTCUT, useRegisteredShortcuts } from "../../../keyboard-shortcuts";
import { announce } from "../../../components/announcer";
import { Failure } from "../../../components/load-states";
import css from "./desk.module.css";
import { TopicSelect } from "../../tickets/ui/topic-select";
import { CallWork } from "./call-work";
import { t } from "../../../i18n/translate";

interface LateDispositionProps {
  call: OwnCall;
  advisor: Advisor;
  close: () => void;
}

export function LateDisposition({ call, advisor, close }: LateDispositionProps) {
  const ofToday = shortDate(call.answered_at) === shortDate(serverClock.now());
  const done = () => {
    announce(t("Llamada tipificada."));
    close();
  };
  useEffect(() => {
    document.getElementById("tipificacion")?.focus();
  }, []);
  useRegisteredShortcuts(SUBMIT_KEYS);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape" && !event.defaultPrevented) close();
  };
  return (
    <section className={css.completion} aria-labelledby="completar" onKeyDown={onKeyDown}>
      <header>
        <h2 id="completar">
          {ofToday
            ? t("Llamada de las {answered_at} · {line_name}", {
                answered_at: timeOfDay(call.answered_at),
                line_name: call.line_name,
              })
            : t("Llamada del {answered_at}, {answered_at2} · {line_name}", {
                answered_at: shortDate(call.answered_at),
                answered_at2: timeOfDay(call.answered_at),
                line_name: call.line_name,
              })}
        </h2>
        <Button size="compact-md" variant="default" onClick={close}>
          {t("Volver a sus llamadas")} <kbd>Esc</kbd>
        </Button>
      </header>
      {ofToday ? (
        <CallWork call={{ id: call.id, stage: "wrap_up" }} advisor={advisor} onDispositionStored={done} />
      ) : (
        <TopicOnlyForm call={call} done={done} />
      )}
    </section>
  );
}

/** The form of a call of an earlier day: only its topic, because the caller's data are no longer accessible. */
function TopicOnlyForm({ call, done }: { call: OwnCall; done: () => void }) {
  const typology = useTypology();
  const dispose = useStoreDisposition(call.id);
  const [choice, choose] = useState("");
  const [note, setNote] = useState("");
  const [tried, setTried] = useState(false);
  const whole = isCompleteTopic(typologyLeaves(typology.data), parseTopicValue(choice));
  const submit = (event?: FormEvent) => {
    event?.preventDefault();
    setTried(true);
    if (!whole) return document.getElementById("tipificacion")?.focus();
    dispose.mutate(
      { ...formTopic(parseTopicValue(choice)), ...(note.trim() ? { note } : {}), finish: false },
      { onSuccess: done },
    );
  };
  useRegisteredShortcuts(SUBMIT_KEYS);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) submit();
    if (event.key === "Enter" && (event.target as Element).tagName === "INPUT") event.preventDefault();
  };
  return (
    <form className={`panel ${css.work}`} onSubmit={submit} onKeyDown={onKeyDown} noValidate>
      <TopicSelect
        typology={typology.data}
        value={choice}
        error={tried && !whole ? t("Elija la tipificación de la llamada.") : undefined}
        onChange={choose}
      />
      <Textarea
        label={t("Nota de la tipificación (opcional)")}
        rows={3}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
        maxLength={1000}
      />
      <p className="quiet small">
        {t("La llamada es de otro día: si hace falta un ticket, pida que lo radiquen en el canal escrito.")}
      </p>
      {dispose.error && <Failure error={dispose.error} title={t("No se pudo guardar.")} />}
      <footer className={css.steps}>
        <Button type="submit" size="md" color="lila" loading={dispose.isPending}>
          {t("Guardar la tipificación")} <kbd>{SUBMIT_SHORTCUT.label}</kbd>
        </Button>
      </footer>
    </form>
  );
}
