/** The bell in the bar: how many notifications are unread, and a panel that lists them. */
import { Popover, UnstyledButton } from "@mantine/core";
import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { type Notification, useNewestNotification } from "../../../api/notifications";
import { announce } from "../../../components/announcer";
import { BellIcon } from "../../../components/icons";
import { Loading } from "../../../components/load-states";
import { announcement, badgeText, bellLabel } from "../model/notifications";
import css from "./notifications.module.css";

const NotificationPanel = lazy(() => import("./notification-panel"));

export function Bell() {
  const [opened, setOpened] = useState(false);
  const { data } = useNewestNotification();
  const unread = data?.unread ?? 0;
  useAnnouncement(data && (data.notifications[0] ?? null));
  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      position="bottom-end"
      width="min(27rem, calc(100vw - 1rem))"
      shadow="md"
      trapFocus
      returnFocus
      transitionProps={{ duration: 0 }}
    >
      <Popover.Target>
        <UnstyledButton
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
        <Suspense fallback={<Loading label="Abriendo los avisos…" />}>
          <NotificationPanel unread={unread} close={() => setOpened(false)} />
        </Suspense>
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
