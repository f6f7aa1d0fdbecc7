/** One sent message or announcement: who received it, who read it, at what time, and who has not. */
import { Button } from "@mantine/core";
import { type BulletinDetail, useBulletin, useExportReceipts, useWithdraw } from "../../../api/announcements";
import { serverClock } from "../../../clock";
import { announce } from "../../../components/announcer";
import { ExportMenu } from "../../../components/data-list/list-menus";
import { Dialog } from "../../../components/dialog";
import { Empty, Failure, Loading } from "../../../components/load-states";
import { momentPhrase } from "../../../formats";
import { audiencePhrase, BULLETIN_STATES, readPhrase } from "../model/bulletins";
import { useMayPublish } from "./message-dialog";
import css from "./announcements.module.css";

export function BulletinDialog({ id, close }: { id: string; close: () => void }) {
  const { data, error, refetch } = useBulletin(id);
  const title = data?.bulletin.kind === "message" ? `Mensaje ${id}` : `Anuncio ${id}`;
  return (
    <Dialog title={data ? title : id} onClose={close} wide>
      {error && !data ? (
        <Failure error={error} retry={() => void refetch()} title="No se pudieron leer las lecturas." />
      ) : !data ? (
        <Loading label="Leyendo las lecturas…" />
      ) : (
        <Detail detail={data} />
      )}
    </Dialog>
  );
}

function Detail({ detail: { bulletin, receipts } }: { detail: BulletinDetail }) {
  const now = serverClock.now();
  const withdraw = useWithdraw();
  const exported = useExportReceipts();
  const mayPublish = useMayPublish();
  const isOpen = bulletin.state === "standing" || bulletin.state === "coming";
  return (
    <div className={css.detail}>
      {bulletin.title && <h3>{bulletin.title}</h3>}
      <p className={css.text}>{bulletin.text}</p>
      <p className="quiet small">
        {bulletin.published_by_name}, {momentPhrase(bulletin.published_at, now)}. Para: {audiencePhrase(bulletin)}.{" "}
        {BULLETIN_STATES[bulletin.state]}
        {bulletin.state === "standing" && ` hasta ${momentPhrase(bulletin.ends_at, now)}`}
        {bulletin.state === "coming" && `: empieza ${momentPhrase(bulletin.begins_at, now)}`}.
      </p>
      <div className={css.acts}>
        <p className={css.grow}>
          <strong>{readPhrase(bulletin)}</strong>
        </p>
        {receipts.length > 0 && (
          <ExportMenu
            busy={exported.isPending}
            error={exported.error}
            onExport={(format) => exported.mutate({ bulletin: bulletin.id, format })}
          />
        )}
        {mayPublish && isOpen && (
          <Button
            variant="default"
            size="sm"
            loading={withdraw.isPending}
            onClick={() =>
              withdraw.mutate(bulletin.id, { onSuccess: () => announce("Retirado: ya no se le muestra a nadie.") })
            }
          >
            Retirar
          </Button>
        )}
      </div>
      {withdraw.error && <Failure error={withdraw.error} title="No se pudo retirar." />}
      {receipts.length === 0 ? (
        <Empty title="Todavía no va a nadie">Le llega a cada persona cuando empiece.</Empty>
      ) : (
        <ReceiptTable receipts={receipts} now={now} />
      )}
    </div>
  );
}

function ReceiptTable({ receipts, now }: { receipts: BulletinDetail["receipts"]; now: number }) {
  return (
    <div className={css.scroll} tabIndex={0} role="region" aria-label="Lecturas">
      <table className="list">
        <thead>
          <tr>
            <th scope="col">Persona</th>
            <th scope="col">Recibido</th>
            <th scope="col">Leído</th>
          </tr>
        </thead>
        <tbody>
          {receipts.map(({ user, name, received_at, read_at }) => (
            <tr key={user}>
              <td>{name}</td>
              <td>{received_at ? momentPhrase(received_at, now) : <span className="quiet">aún no</span>}</td>
              <td>{read_at ? momentPhrase(read_at, now) : <span className={css.missing}>aún no</span>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
