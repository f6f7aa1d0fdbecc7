/** A word's meaning in one sentence, behind a small button: by pointer, by touch and by keyboard. */
import { Popover } from "@mantine/core";
import { useId, useState } from "react";
import css from "./help-bubble.module.css";
import { t } from "../i18n/translate";

interface HelpBubbleProps {
  /** The word that is explained, as it stands on the screen. */
  about: string;
  /** Whether it stands in a modal dialog, above which nothing else is shown. */
  inDialog?: boolean;
  /** One sentence. */
  children: string;
}

export function HelpBubble({ about, inDialog = false, children }: HelpBubbleProps) {
  const [open, setOpen] = useState(false);
  const id = useId();
  return (
    <Popover opened={open} onChange={setOpen} position="bottom" width={280} withRoles={false} withinPortal={!inDialog}>
      <Popover.Target>
        <button
          type="button"
          className={css.mark}
          aria-label={t("Qué significa «{about}»", { about })}
          aria-expanded={open}
          aria-controls={open ? id : undefined}
          onClick={() => setOpen((before) => !before)}
          onKeyDown={(event) => {
            if (event.key !== "Escape" || !open) return;
            event.stopPropagation(); // a dialog around it stays open
            event.preventDefault();
            setOpen(false);
          }}
        >
          ?
        </button>
      </Popover.Target>
      <Popover.Dropdown id={id} className={css.bubble} role="status">
        {children}
      </Popover.Dropdown>
    </Popover>
  );
}
