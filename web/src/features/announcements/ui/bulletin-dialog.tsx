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
import { t } from "../../../i18n/translate";

export function BulletinDialog({ id, close }: { id: string; close: () => void }) {
  const { data, error, refetch } = useBulletin(id);
  const title = data?.bulletin.kind === "message" ? t("Mensaje {id}", { id }) : t("Anuncio {id}", { id });
  return (
    <Dialog title={data ? title : id} onClose={close} wide>
      {error && !data ? (
        <Failure error={error} retry={() => void refetch()} title={t("No se pudieron leer las lecturas.")} />
      ) : !data ? (
        <Loading label={t("Leyendo las lecturas…")} />
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
        {t("{published_by_name}, {published_at}. Para: {bulletin}. {bulletinStates}{text}{text2}.", {
          published_by_name: bulletin.published_by_name,
          published_at: momentPhrase(bulletin.published_at, now),
          bulletin: audiencePhrase(bulletin),
          bulletinStates: BULLETIN_STATES[bulletin.state],
          text:
            bulletin.state === "standing" && t(" hasta {ends_at}", { ends_at: momentPhrase(bulletin.ends_at, now) }),
          text2:
            bulletin.state === "coming" &&
            t(": empieza {begins_at}", { begins_at: momentPhrase(bulletin.begins_at, now) }),
        })}
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
              withdraw.mutate(bulletin.id, { onSuccess: () => announce(t("Retirado: ya no se le muestra a nadie.")) })
            }
          >
            {t("Retirar")}
          </Button>
        )}
      </div>
      {withdraw.error && <Failure error={withdraw.error} title={t("No se pudo retirar.")} />}
      {receipts.length === 0 ? (
        <Empty title={t("Todavía no va a nadie")}>{t("Le llega a cada persona cuando empiece.")}</Empty>
      ) : (
        <ReceiptTable receipts={receipts} now={now} />
      )}
    </div>
  );
}

function ReceiptTable({ receipts, now }: { receipts: BulletinDetail["receipts"]; now: number }) {
  return (
    <div className={css.scroll} tabIndex={0} role="region" aria-label={t("Lecturas")}>
      <table className="list">
        <thead>
          <tr>
            <th scope="col">{t("Persona")}</th>
            <th scope="col">{t("Recibido")}</th>
            <th scope="col">{t("Leído")}</th>
          </tr>
        </thead>
        <tbody>
          {receipts.map(({ user, name, received_at, read_at }) => (
            <tr key={user}>
              <td>{name}</td>
              <td>{received_at ? momentPhrase(received_at, now) : <span className="quiet">{t("aún no")}</span>}</td>
              <td>{read_at ? momentPhrase(read_at, now) : <span className={css.missing}>{t("aún no")}</span>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
