/** The number of a ticket: in very large type, and as a sentence to read aloud. */
import { Button } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { useTicket } from "../../../api/tickets";
import { focusIfLost } from "../../../components/focus";
import { CopyIcon } from "../../../components/icons";
import css from "../../desk/ui/desk.module.css";
import { addressOf } from "../../../practice-mode";
import { t } from "../../../i18n/translate";

export function FiledTicket({
  number,
  instruction = t("Frase para leer a quien llama"),
}: {
  number: string;
  instruction?: string;
}) {
  const { data } = useTicket(number);
  const [copied, setCopied] = useState(false);
  const shown = useRef<HTMLParagraphElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another number takes the focus
  useEffect(() => focusIfLost(shown.current), [number]);
  const copy = () => void navigator.clipboard?.writeText(number).then(() => setCopied(true));
  return (
    <div className={css.filed}>
      <p className={`num ${css.number}`} ref={shown} tabIndex={-1}>
        {number}
      </p>
      <div className={css.aloud}>
        <p className="eyebrow">{instruction}</p>
        <p>{data ? `«${data.spoken}»` : t("Trayendo la frase para leer…")}</p>
        {data?.due_spoken && <p>«{data.due_spoken}»</p>}
      </div>
      <div className={css.filedActs}>
        <Button size="compact-sm" variant="subtle" leftSection={<CopyIcon />} onClick={copy}>
          {copied ? t("Copiado") : t("Copiar el número")}
        </Button>
        <Button
          component="a"
          size="compact-sm"
          variant="subtle"
          href={addressOf(`/api/v1/tickets/${encodeURIComponent(number)}/receipt`)}
          target="_blank"
          rel="noreferrer"
        >
          {t("Constancia (PDF)")}
        </Button>
      </div>
    </div>
  );
}
