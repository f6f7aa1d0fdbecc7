/** The bell in the bar: how many notifications are unread, and a panel that lists them. */
import { Popover, UnstyledButton } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { type Notification, useNewestNotification } from "../../../api/notifications";
import { announce } from "../../../components/announcer";
import { BellIcon } from "../../../components/icons";
import { announcement, badgeText, bellLabel } from "../model/notifications";
import { NotificationPanel } from "./notification-panel";
import css from "./notifications.module.css";

export function Bell() {
  const [opened, setOpened] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const { data } = useNewestNotification();
  const unread = data?.unread ?? 0;
  useAnnouncement(data && (data.notifications[0] ?? null));
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
          aria-label={bellLabel(unread)}
          title={bellLabel(unread)}
          onClick={() => setOpened((shown) => !shown)}
        >
          <BellIcon />
          {unread > 0 && (
            <span className={css.badge} aria-hidden="true">
              {badgeText(unread)}
            </span>
          )}
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown className={css.panel} aria-label="Avisos">
        <NotificationPanel unread={unread} close={close} leave={() => setOpened(false)} />
      </Popover.Dropdown>
    </Popover>
  );
}

/** Announce a notification that arrives while the screen is open. */
function useAnnouncement(newest: Notification | null | undefined): void {
  const before = useRef<Notification | null>(undefined);
  useEffect(() => {
    if (newest === undefined) return;
    const text = announcement(before.current, newest);
    if (text) announce(text);
    before.current = newest;
  }, [newest]);
}
