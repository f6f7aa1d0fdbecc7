/** The buttons that change the queues of an advisor now, and give them back. */
import { Button } from "@mantine/core";
import { useState } from "react";
import { useEndOverride, useQueueOverrides } from "../../../api/queue-overrides";
import { announce } from "../../../components/announcer";
import { Failure } from "../../../components/load-states";
import { useHasPermission } from "../../../realtime/desk-hooks";
import { overrideOf } from "../model/queue-override";
import { OverrideDialog } from "./override-dialog";
import { t } from "../../../i18n/translate";

interface OverrideButtonProps {
  advisor: string;
  name: string;
  label: string;
  compact?: boolean;
}

export function OverrideButton({ advisor, name, label, compact }: OverrideButtonProps) {
  const may = useHasPermission("roster.manage");
  const present = overrideOf(useQueueOverrides(may).data?.in_force ?? [], advisor);
  const [open, setOpen] = useState(false);
  if (!may) return null;
  return (
    <>
      <Button
        size={compact ? "compact-sm" : "sm"}
        variant="default"
        aria-label={`${label}: ${name}`}
        onClick={() => setOpen(true)}
      >
        {label}
      </Button>
      {present && !compact && <GiveBackButton advisor={advisor} name={name} />}
      {open && <OverrideDialog advisor={advisor} name={name} present={present?.levels} close={() => setOpen(false)} />}
    </>
  );
}

export function GiveBackButton({ advisor, name }: { advisor: string; name: string }) {
  const end = useEndOverride();
  return (
    <>
      <Button
        size="compact-sm"
        variant="default"
        aria-label={t("Devolver las colas de {name}", { name })}
        loading={end.isPending}
        onClick={() => end.mutate(advisor, { onSuccess: () => announce(t("{name} volvió a sus colas.", { name })) })}
      >
        {t("Devolver")}
      </Button>
      {end.error && <Failure error={end.error} title={t("No se devolvieron las colas.")} />}
    </>
  );
}
