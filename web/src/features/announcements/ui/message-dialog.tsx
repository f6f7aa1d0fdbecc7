/** The dialog that sends a message, and the buttons of the board that open it. */
import { Button, Textarea } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useSendMessage } from "../../../api/announcements";
import { accountQuery } from "../../../api/queries";
import { announce } from "../../../components/announcer";
import { FormDialog } from "../../../components/form-dialog";
import { type AudienceDraft, LONGEST_MESSAGE, NO_PERSONAL_DATA, sentPhrase } from "../model/bulletins";
import { AudienceFields } from "./audience-fields";
import css from "./announcements.module.css";
import { t } from "../../../i18n/translate";

const KINDS = ["users", "team", "queues", "roles"] as const;

export interface Addressee {
  id: string;
  name: string;
}

export const useMayPublish = (): boolean =>
  useQuery(accountQuery).data?.permissions.includes("bulletin.publish") ?? false;

/** The button that opens the dialog; with an addressee, the message is for that person alone. */
export function MessageButton({ to, label }: { to?: Addressee; label: string }) {
  const [open, setOpen] = useState(false);
  if (!useMayPublish()) return null;
  return (
    <>
      <Button size={to ? "sm" : "compact-sm"} variant="default" onClick={() => setOpen(true)}>
        {label}
      </Button>
      {open && <MessageDialog to={to} close={() => setOpen(false)} />}
    </>
  );
}

export function MessageDialog({ to, close }: { to: Addressee | undefined; close: () => void }) {
  const send = useSendMessage();
  const [audience, setAudience] = useState<AudienceDraft>({ kind: to ? "users" : "queues", ids: to ? [to.id] : [] });
  const [text, setText] = useState("");
  const submit = () =>
    send.mutate(
      { audience, text: text.trim() },
      {
        onSuccess: ({ bulletin }) => {
          announce(sentPhrase(bulletin));
          close();
        },
      },
    );
  return (
    <FormDialog
      title={to ? t("Mensaje para {name}", { name: to.name }) : t("Mensaje a asesores")}
      submitLabel={t("Enviar")}
      canSubmit={audience.ids.length > 0 && text.trim() !== ""}
      busy={send.isPending}
      error={send.error}
      onSubmit={submit}
      onClose={close}
    >
      {!to && <AudienceFields draft={audience} setDraft={setAudience} kinds={KINDS} />}
      <Textarea
        label={t("Mensaje")}
        description={t("Les aparece enseguida, también en llamada y sin sonido. {noPersonalData}", {
          noPersonalData: NO_PERSONAL_DATA,
        })}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        autosize
        minRows={2}
        maxRows={6}
        maxLength={LONGEST_MESSAGE}
        data-first
      />
      <p className={css.count}>
        {t("{text} de {longestMessage}", { text: text.length, longestMessage: LONGEST_MESSAGE })}
      </p>
    </FormDialog>
  );
}
