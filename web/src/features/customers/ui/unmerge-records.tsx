/**
 * The unmerge of records that belong to two people. The user searches for the customer and chooses a merged record;
 * obstacles are shown before the user gives a reason.
 */
import { Button } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { type CustomerMatch, type MergedRecord, useMergedRecords, useUnmergeRecords } from "../../../api/customers";
import { serverClock } from "../../../clock";
import { countPhrase, momentPhrase } from "../../../formats";
import { announce } from "../../../components/announcer";
import { Failure, Loading } from "../../../components/load-states";
import { CustomerDialog, RecordHeader } from "./customer-dialog";
import css from "./customers.module.css";
import { ReasonForm } from "./reason-form";
import { rich, t } from "../../../i18n/translate";

export function UnmergeRecords() {
  return (
    <CustomerDialog
      always
      permission="customer.merge"
      title={t("Separar registros")}
      intro={t(
        "Para registros que se unieron como de un mismo cliente y son de dos personas. Busque al cliente que quedó.",
      )}
    >
      {(customer, another) => <MergedRecords key={customer.id} customer={customer} another={another} />}
    </CustomerDialog>
  );
}

function MergedRecords({ customer, another }: { customer: CustomerMatch; another: () => void }) {
  const { data, error, refetch } = useMergedRecords(customer.id);
  const [done, setDone] = useState("");
  const notice = useRef<HTMLParagraphElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the notice takes the focus when it appears
  useEffect(() => notice.current?.focus(), [done]);
  return (
    <>
      <RecordHeader record={customer} />
      {done && (
        <p ref={notice} tabIndex={-1} role="status" className={css.told} data-well>
          {rich("{strong} {done} vuelve a estar como estaba, con lo que traía.", {
            strong: <strong>{t("Separado.")}</strong>,
            done,
          })}
        </p>
      )}
      {error ? (
        <Failure error={error} retry={() => void refetch()} title={t("No se pudo leer qué registros se le unieron.")} />
      ) : !data ? (
        <Loading label={t("Leyendo los registros…")} />
      ) : data.merges.length === 0 ? (
        <p>{t("A este cliente no se le ha unido ningún otro registro.")}</p>
      ) : (
        data.merges.map((merge) => (
          <MergedRecordItem
            key={merge.other}
            customer={customer.id}
            version={data.version}
            merge={merge}
            done={setDone}
          />
        ))
      )}
      <p className={css.acts}>
        <Button variant="subtle" onClick={another}>
          {t("Buscar otro cliente")}
        </Button>
      </p>
    </>
  );
}

interface MergedRecordProps {
  customer: string;
  version: number;
  merge: MergedRecord;
  done: (name: string) => void;
}

function MergedRecordItem({ customer, version, merge, done }: MergedRecordProps) {
  const [open, setOpen] = useState(false);
  return (
    <section className={css.dialog} aria-label={merge.name}>
      <RecordHeader record={merge} />
      <p className="small quiet">
        {merge.merged_at ? (
          <>
            {t("Se unió {merged_at}; trajo {countPhrase}.", {
              merged_at: momentPhrase(merge.merged_at, serverClock.now()),
              countPhrase: countPhrase(merge.tickets ?? 0, "ticket", "tickets"),
            })}
            {merge.reason && <> {t("Razón: «{reason}»", { reason: merge.reason })}</>}
          </>
        ) : (
          t("Se unió en una versión anterior del sistema.")
        )}
      </p>
      {merge.obstacle ? (
        <p>
          <strong>{t("No se puede separar.")}</strong> {merge.obstacle}
        </p>
      ) : open ? (
        <UnmergeForm customer={customer} version={version} merge={merge} done={done} leave={() => setOpen(false)} />
      ) : (
        <p className={css.acts}>
          <Button variant="default" size="sm" onClick={() => setOpen(true)}>
            {t("Separar")}
          </Button>
        </p>
      )}
    </section>
  );
}

function UnmergeForm({ customer, version, merge, done, leave }: MergedRecordProps & { leave: () => void }) {
  const separate = useUnmergeRecords(customer);
  const onSuccess = () => {
    announce(t("Registros separados."));
    done(merge.name);
  };
  // The item may be unmounted by then, and `mutate` callbacks of unmounted components are not called. An error is in
  // `error`.
  const send = (reason: string) =>
    void separate.mutateAsync({ other: merge.other, version, reason }).then(onSuccess, () => undefined);
  return (
    <ReasonForm
      submitLabel={t("Separar")}
      failureTitle={t("No se separaron.")}
      label={t("Prueba de que son dos personas")}
      description=""
      color="ladrillo"
      busy={separate.isPending}
      error={separate.error}
      onSubmit={send}
      cancelAction={[t("Cancelar"), leave]}
    >
      <p className="small">
        {t(
          "Vuelven a este registro sus datos, sus vínculos y los tickets que trajo; sus verificaciones y llamadas también. Lo que pasó después de la unión queda con el otro.",
        )}
      </p>
    </ReasonForm>
  );
}
