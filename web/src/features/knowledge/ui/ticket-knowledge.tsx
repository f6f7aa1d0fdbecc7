/** The knowledge base beside the answer of a ticket; the list is read when it is opened. */
import { useState } from "react";
import { KnowledgePanel } from "./knowledge-panel";
import css from "./knowledge.module.css";
import { t } from "../../../i18n/translate";

export function TicketKnowledge({ number, topic }: { number: string; topic: string }) {
  const [open, setOpen] = useState(false);
  return (
    <details className={css.beside} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t("Base de conocimiento")}</summary>
      {open && <KnowledgePanel occasion={{ ticket: number }} topic={topic} />}
    </details>
  );
}
