/** Something that is done for a customer, in a dialog: they are looked for, then shown while it is done. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useEffect, useRef, useState } from "react";
import type { CustomerMatch } from "../../../api/customers";
import { accountQuery } from "../../../api/queries";
import { Dialog } from "../../../components/dialog";
import { CustomerSearch } from "./customer-search";
import css from "./customers.module.css";

interface CustomerDialogProps {
  /** Who may; the button is there for nobody else. */
  permission: string;
  title: string;
  /** For what, before anybody is looked for. */
  intro: string;
  /** Whether it may be asked without the desk's link. */
  always?: boolean;
  /** Whether two things stand side by side in it. */
  wide?: boolean;
  /** What is done for the one that was chosen; `another` looks for somebody else. */
  children: (customer: CustomerMatch, another: () => void) => ReactNode;
}

export function CustomerDialog({ permission, title, wide, ...rest }: CustomerDialogProps) {
  const may = useQuery(accountQuery).data?.permissions.includes(permission);
  const [open, setOpen] = useState(false);
  if (!may) return null;
  return (
    <>
      <Button variant="default" size="compact-md" onClick={() => setOpen(true)}>
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
          <CustomerSearch allowOffline={always} actionLabel="escogerlo" onSelect={choose} />
        </>
      )}
    </div>
  );
}

/** As whom the record knows them. */
export function RecordHeader({
  record: { name, document_kind, document, number },
}: {
  record: Pick<CustomerMatch, "name" | "document_kind" | "document" | "number">;
}) {
  return (
    <p className={css.who}>
      <strong>{name}</strong>
      <span className="num quiet">
        {document_kind} {document}
      </span>
      <span className="num quiet">cliente {number}</span>
    </p>
  );
}

interface ResultNoticeProps {
  success: boolean;
  /** What may be done next, in words, and what does it. */
  nextAction: [string, () => void];
  children: ReactNode;
}

/** What came of it; the form that had the focus is gone, so it is here. */
export function ResultNotice({ success, nextAction: [nextWords, next], children }: ResultNoticeProps) {
  const said = useRef<HTMLParagraphElement>(null);
  useEffect(() => said.current?.focus(), []);
  return (
    <>
      <p ref={said} tabIndex={-1} role="status" className={css.told} data-well={success || undefined}>
        {children}
      </p>
      <p className={css.acts}>
        <Button variant="subtle" onClick={next}>
          {nextWords}
        </Button>
        <Button variant="default" onClick={(event) => event.currentTarget.closest("dialog")?.close()}>
          Cerrar
        </Button>
      </p>
    </>
  );
}
