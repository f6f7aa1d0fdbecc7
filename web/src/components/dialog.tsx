/** The browser's own modal dialog: it traps the focus, closes with Escape and returns the focus. */
import { type ReactNode, useEffect, useId, useRef } from "react";
import css from "./dialog.module.css";
import { t } from "../i18n/translate";

interface DialogProps {
  title: string;
  /** Called when the dialog closes. The element with `data-first` gets the initial focus. */
  onClose: () => void;
  /** Whether the dialog shows two columns. */
  wide?: boolean;
  children: ReactNode;
}

export function Dialog({ title, onClose, wide, children }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    ref.current?.showModal();
    ref.current?.querySelector<HTMLElement>("[data-first]:not(:disabled)")?.focus();
  }, []);
  return (
    <dialog
      ref={ref}
      className={css.dialog}
      data-wide={wide || undefined}
      aria-labelledby={id}
      // React passes the event of a dialog within this one on to it.
      onClose={(event) => event.target === event.currentTarget && onClose()}
    >
      <header>
        <h2 id={id}>{title}</h2>
        <button type="button" className={css.close} aria-label={t("Cerrar")} onClick={() => ref.current?.close()}>
          ✕
        </button>
      </header>
      {children}
    </dialog>
  );
}
