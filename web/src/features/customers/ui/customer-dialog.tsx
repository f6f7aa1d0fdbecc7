/** A dialog for an action on a customer: the user searches for the customer, who is then shown during the action. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useEffect, useRef, useState } from "react";
import type { CustomerMatch } from "../../../api/customers";
import { accountQuery } from "../../../api/queries";
import { Dialog } from "../../../components/dialog";
import { CustomerSearch } from "./customer-search";
import css from "./customers.module.css";
import { t } from "../../../i18n/translate";

interface CustomerDialogProps {
  /** The permission for the action; without it the button is not shown. */
  permission: string;
  title: string;
  /** The purpose of the action, shown before the search. */
  intro: string;
  /** Whether the search works without the desk's connection. */
  always?: boolean;
  /** Whether the dialog shows two columns. */
  wide?: boolean;
  /** The action on the selected customer; `another` returns to the search. */
  children: (customer: CustomerMatch, another: () => void) => ReactNode;
}

export function CustomerDialog({ permission, title, wide, ...rest }: CustomerDialogProps) {
  const may = useQuery(accountQuery).data?.permissions.includes(permission);
  const [open, setOpen] = useState(false);
  if (!may) return null;
  return (
    <>
      <Button variant="default" size="sm" onClick={() => setOpen(true)}>
        {title}
      </Button>
      {open && (
        <Dialog title={title} wide={wide} onClose={() => setOpen(false)}>
          <CustomerStep {...rest} />
        </Dialog>
      )}
    </>
  );
}

function CustomerStep({ intro, always, children }: Pick<CustomerDialogProps, "intro" | "always" | "children">) {
  const [customer, choose] = useState<CustomerMatch | null>(null);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!customer) box.current?.querySelector<HTMLElement>("[data-first]")?.focus();
  }, [customer]);
  return (
    <div ref={box} className={css.dialog}>
      {customer ? (
        children(customer, () => choose(null))
      ) : (
        <>
          <p>{intro}</p>
          <CustomerSearch allowOffline={always} actionLabel={t("escogerlo")} onSelect={choose} />
        </>
      )}
    </div>
  );
}

/** The name and documents of a customer's record. */
export function RecordHeader({
  record: { name, document_kind, document },
}: {
  record: Pick<CustomerMatch, "name" | "document_kind" | "document">;
}) {
  return (
    <p className={css.who}>
      <strong>{name}</strong>
      <span className="num quiet">
        {document_kind} {document}
      </span>
    </p>
  );
}

interface ResultNoticeProps {
  success: boolean;
  /** The label of the next action, and the action. */
  nextAction: [string, () => void];
  children: ReactNode;
}

/** The result of the action; it takes the focus, because the form that had it is gone. */
export function ResultNotice({ success, nextAction: [nextWords, next], children }: ResultNoticeProps) {
  const notice = useRef<HTMLParagraphElement>(null);
  useEffect(() => notice.current?.focus(), []);
  return (
    <>
      <p ref={notice} tabIndex={-1} role="status" className={css.told} data-well={success || undefined}>
        {children}
      </p>
      <p className={css.acts}>
        <Button variant="subtle" onClick={next}>
          {nextWords}
        </Button>
        <Button variant="default" onClick={(event) => event.currentTarget.closest("dialog")?.close()}>
          {t("Cerrar")}
        </Button>
      </p>
    </>
  );
}
