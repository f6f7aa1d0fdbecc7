/** Commit a number for a coming week: the browser generates it or the person types it, and only its SHA-256 is sent. */
import { Button, Checkbox, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { saveFile } from "../../../api/lists";
import { useCommitSeed } from "../../../api/samples";
import { announce } from "../../../components/announcer";
import { Failure } from "../../../components/load-states";
import { cleanNumber, generateNumber, numberError, numberFile } from "../model/seeds";
import { canDigest, useNumberDigest } from "./number-digest";
import css from "./quality.module.css";
import { rich, t } from "../../../i18n/translate";

export function CommitForm({ week, done }: { week: string; done: () => void }) {
  const [number, setNumber] = useState("");
  const [kept, setKept] = useState(false);
  const commitment = useNumberDigest(number);
  const commit = useCommitSeed();
  const change = (to: string) => {
    setNumber(to);
    setKept(false);
  };
  const generate = () => {
    change(generateNumber((bytes) => crypto.getRandomValues(bytes)));
    announce(t("Número generado"));
  };
  const canSubmit = commitment !== "" && kept;
  const send = (event: FormEvent) => {
    event.preventDefault();
    // Not the callback of `mutate`, which is skipped once the form is gone, as it is after the answer.
    if (canSubmit && !commit.isPending) void commit.mutateAsync({ week, commitment }).then(done, () => undefined);
  };
  if (!canDigest())
    return (
      <p className={css.note}>
        {t("Este navegador no puede calcular el compromiso porque la página no se abrió con HTTPS. Ábrala con HTTPS.")}
      </p>
    );
  return (
    <form className={css.fields} onSubmit={send} noValidate>
      <p className={css.note}>
        {rich(
          "{strong} Aquí no se envía ni se guarda: solo se registra su SHA-256. Sin él no podrá revelarlo, y nadie lo puede recuperar. Un compromiso no se cambia.",
          { strong: <strong>{t("Guarde el número fuera de Atención.")}</strong> },
        )}
      </p>
      <TextInput
        label={t("Número de 40 cifras")}
        description={t("Genérelo aquí, o escriba uno que haya escogido al azar.")}
        value={number}
        onChange={(event) => change(cleanNumber(event.currentTarget.value))}
        error={number && numberError(number)}
        inputMode="numeric"
        autoComplete="off"
        spellCheck={false}
        classNames={{ input: css.number }}
      />
      <p className={css.acts}>
        <Button variant="default" onClick={generate}>
          {t("Generar un número")}
        </Button>
        {commitment && <KeepNumber week={week} number={number} commitment={commitment} />}
      </p>
      {commitment && (
        <dl className={css.facts}>
          <dt>{t("Compromiso (SHA-256)")}</dt>
          <dd className={css.hash}>{commitment}</dd>
        </dl>
      )}
      <Checkbox
        label={t("Guardé el número fuera de Atención")}
        checked={kept}
        disabled={!commitment}
        onChange={(event) => setKept(event.currentTarget.checked)}
      />
      {commit.error && <Failure error={commit.error} />}
      <p className={css.acts}>
        <Button type="submit" loading={commit.isPending} disabled={!canSubmit}>
          {t("Comprometer")}
        </Button>
      </p>
    </form>
  );
}

function KeepNumber({ week, number, commitment }: { week: string; number: string; commitment: string }) {
  const copy = () => void navigator.clipboard.writeText(number).then(() => announce(t("Número copiado")));
  const download = () => {
    saveFile(new Blob([numberFile(week, number, commitment)], { type: "text/plain" }), `numero-${week}.txt`);
    announce(t("Número descargado"));
  };
  return (
    <>
      <Button variant="default" onClick={copy}>
        {t("Copiar el número")}
      </Button>
      <Button variant="default" onClick={download}>
        {t("Descargarlo como texto")}
      </Button>
    </>
  );
}
