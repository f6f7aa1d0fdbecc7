/** Reveal the number of a week that is over. Another number than the committed one never leaves the browser. */
import { Button, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useRevealSeed } from "../../../api/samples";
import { Failure } from "../../../components/load-states";
import { cleanNumber, numberError, revealError } from "../model/seeds";
import { canDigest, useNumberDigest } from "./number-digest";
import css from "./quality.module.css";
import { t } from "../../../i18n/translate";

interface RevealFormProps {
  week: string;
  commitment: string;
  done: () => void;
}

export function RevealForm({ week, commitment, done }: RevealFormProps) {
  const [number, setNumber] = useState("");
  const digest = useNumberDigest(number);
  const reveal = useRevealSeed(week);
  const error = number && (numberError(number) || revealError(digest, commitment));
  // Without a digest of its own, the browser leaves the comparison to the server.
  const canSubmit = number !== "" && !error && (digest !== "" || !canDigest());
  const send = (event: FormEvent) => {
    event.preventDefault();
    // Not the callback of `mutate`, which is skipped once the form is gone, as it is after the answer.
    if (canSubmit && !reveal.isPending) void reveal.mutateAsync(number).then(done, () => undefined);
  };
  return (
    <form className={css.fields} onSubmit={send} noValidate>
      <TextInput
        label={t("Número de 40 cifras que comprometió")}
        description={t("Se publica con la muestra, y no se deshace.")}
        value={number}
        onChange={(event) => setNumber(cleanNumber(event.currentTarget.value))}
        error={error}
        inputMode="numeric"
        autoComplete="off"
        spellCheck={false}
        classNames={{ input: css.number }}
      />
      {reveal.error && <Failure error={reveal.error} />}
      <p className={css.acts}>
        <Button type="submit" loading={reveal.isPending} disabled={!canSubmit}>
          {t("Revelar el número")}
        </Button>
      </p>
    </form>
  );
}
