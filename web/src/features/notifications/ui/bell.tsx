/** The bell in the bar: how many notifications are unread, and a panel that lists them. */
import { Popover, UnstyledButton } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { useNewestNotification } from "../../../api/notifications";
import { announce } from "../../../components/announcer";
import { BellIcon } from "../../../components/icons";
import { momentPhrase } from "../../../formats";
import { announcement, badgeText, bellLabel, type BellState, staleSentence } from "../model/notifications";
import { NotificationPanel } from "./notification-panel";
import css from "./notifications.module.css";
import { t } from "../../../i18n/translate";

export function Bell() {
  const [opened, setOpened] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const { data, isError, failureCount, dataUpdatedAt, refetch } = useNewestNotification();
  const unread = data?.unread ?? 0;
  const isStale = data !== undefined && (isError || failureCount > 0);
  const stale = isStale ? staleSentence(momentPhrase(new Date(dataUpdatedAt).toISOString(), Date.now())) : "";
  useAnnouncement(data && { newest: data.notifications[0] ?? null, unread });
  const toggle = () => {
    setOpened(!opened);
    if (!opened) void refetch(); // its count and the list that opens are of the same moment
  };
  /** Not `returnFocus`: a followed notification leaves the focus to the screen that it opens. */
  const close = () => {
    setOpened(false);
    button.current?.focus();
  };
  return (
    <Popover
      opened={opened}
      onChange={(shown) => (shown ? setOpened(true) : close())}
      position="bottom-end"
      width="min(27rem, calc(100vw - 1rem))"
      shadow="md"
      trapFocus
      transitionProps={{ duration: 0 }}
    >
      <Popover.Target>
        <UnstyledButton
          ref={button}
          className={css.bell}
          data-tour="avisos"
          aria-label={bellLabel(unread, stale)}
          title={bellLabel(unread, stale)}
          onClick={toggle}
        >
          <BellIcon />
          {(unread > 0 || isStale) && (
            <span className={css.badge} data-stale={isStale || undefined} aria-hidden="true">
              {badgeText(unread) || "?"}
            </span>
          )}
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown className={css.panel} aria-label={t("Avisos")}>
        <NotificationPanel unread={unread} stale={stale} close={close} leave={() => setOpened(false)} />
      </Popover.Dropdown>
    </Popover>
  );
}

/** Announce a notification that arrives while the screen is open. */
function useAnnouncement(now: BellState | undefined): void {
  const before = useRef<BellState>(undefined);
  useEffect(() => {
    if (now === undefined) return;
    const text = announcement(before.current, now);
    if (text) announce(text);
    before.current = now;
  }, [now]);
}
