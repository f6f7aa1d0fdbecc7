/** The contingency messages in force, as banners of the board, and the button that opens their dialog. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useRef } from "react";
import { type LineMessage, useContingency, useLines, useRemoveMessage } from "../../../api/contingency";
import { accountQuery } from "../../../api/queries";
import { serverClock } from "../../../clock";
import { announce } from "../../../components/announcer";
import { focusIfLost } from "../../../components/focus";
import { Failure } from "../../../components/load-states";
import { momentPhrase } from "../../../formats";
import { inSentence, useLabels } from "../../../labels";
import { useDialogDraft } from "../../../dialog-draft";
import { NEW_CONTINGENCY } from "../model/contingency";
import css from "./board.module.css";
import { ContingencyDialog } from "./contingency-dialog";
import { t } from "../../../i18n/translate";

const useMay = (permission: "contingency.read" | "contingency.write") =>
  useQuery(accountQuery).data?.permissions.includes(permission) ?? false;

export function ContingencyBanners() {
  const messages = useContingency(useMay("contingency.read")).data?.in_force ?? [];
  const list = useRef<HTMLUListElement>(null);
  const mayWrite = useMay("contingency.write");
  if (messages.length === 0) return null;
  return (
    <ul ref={list} tabIndex={-1} className={css.contingency} aria-label={t("Mensajes de contingencia puestos")}>
      {messages.map((message) => (
        <Banner key={message.id} message={message}>
          {mayWrite && <RemoveButton message={message} removed={() => focusIfLost(list.current)} />}
        </Banner>
      ))}
    </ul>
  );
}

function RemoveButton({ message, removed }: { message: LineMessage; removed: () => void }) {
  const remove = useRemoveMessage();
  const take = () =>
    remove.mutate(message.line, {
      onSuccess: () => {
        announce(
          t("{line_name} ya no tiene el mensaje «{message_name}».", {
            line_name: message.line_name,
            message_name: message.message_name,
          }),
        );
        removed();
      },
    });
  return (
    <div>
      <Button
        size="compact-sm"
        variant="default"
        loading={remove.isPending}
        aria-label={t("Quitar el mensaje de {line_name}", { line_name: message.line_name })}
        onClick={take}
      >
        {t("Quitar")}
      </Button>
      {remove.error && <Failure error={remove.error} title={t("No se pudo quitar el mensaje.")} />}
    </div>
  );
}

function Banner({ message, children }: { message: LineMessage; children: ReactNode }) {
  const { contingency_modes } = useLabels();
  const now = serverClock.now();
  return (
    <li data-instead={message.mode === "instead" || undefined}>
      <p>
        <strong>
          {message.line_name}: {message.message_name}
        </strong>{" "}
        <span>{inSentence(contingency_modes[message.mode])}</span>{" "}
        <span className="num">
          {t("puesto {started_at}, se quita {until}", {
            started_at: momentPhrase(message.started_at, now),
            until: momentPhrase(message.until, now),
          })}
        </span>{" "}
        <span className="quiet">
          {message.started_by_name}: {message.reason}
        </span>
      </p>
      {children}
    </li>
  );
}

/** Return nothing if the site has no contingency messages, or the user may not see them. */
export function ContingencyButton() {
  const mayWrite = useMay("contingency.write");
  const { data } = useContingency(useMay("contingency.read"));
  const { data: lines } = useLines();
  const [draft, setDraft] = useDialogDraft("contingencia", NEW_CONTINGENCY);
  if (!data || !lines || data.choices.length + data.latest.length === 0) return null;
  return (
    <>
      <Button size="compact-sm" variant="default" onClick={() => setDraft(NEW_CONTINGENCY)}>
        {mayWrite ? t("Mensaje de contingencia") : t("Mensajes de contingencia")}
      </Button>
      {draft && (
        <ContingencyDialog
          data={data}
          lines={lines}
          mayWrite={mayWrite}
          draft={draft}
          setDraft={setDraft}
          close={() => setDraft(null)}
        />
      )}
    </>
  );
}
