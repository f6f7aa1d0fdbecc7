/** The messages and announcements that were sent, with how many people read each. */
import { Button } from "@mantine/core";
import { useState } from "react";
import { type Bulletin, type BulletinKind, useSentBulletins } from "../../../api/announcements";
import { serverClock } from "../../../clock";
import { Empty, Failure, Loading } from "../../../components/load-states";
import { SegmentedControl } from "../../../components/segmented-control";
import { momentPhrase } from "../../../formats";
import { audiencePhrase, BULLETIN_STATES, readPhrase } from "../model/bulletins";
import { BulletinDialog } from "./bulletin-dialog";
import css from "./announcements.module.css";
import { t } from "../../../i18n/translate";

const KINDS = [
  ["all", t("Todos")],
  ["announcement", t("Anuncios")],
  ["message", t("Mensajes")],
] as const;
type Shown = (typeof KINDS)[number][0];

export function SentBulletins() {
  const [shown, setShown] = useState<Shown>("all");
  const [opened, open] = useState<string | null>(null);
  const kind: BulletinKind | undefined = shown === "all" ? undefined : shown;
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useSentBulletins(kind, true);
  const bulletins = data?.pages.flatMap((page) => page.bulletins);
  return (
    <>
      <div className={css.choice}>
        <SegmentedControl label={t("Qué se muestra")} options={KINDS} value={shown} onChange={setShown} />
      </div>
      {error && !bulletins ? (
        <Failure error={error} retry={() => void refetch()} title={t("No se pudo leer lo enviado.")} />
      ) : !bulletins ? (
        <Loading label={t("Leyendo lo enviado…")} />
      ) : bulletins.length === 0 ? (
        <Empty title={t("No se ha enviado nada")}>
          {t(
            "Publique un anuncio para un rol o una cola, o escriba un mensaje a un asesor desde aquí o desde el tablero.",
          )}
        </Empty>
      ) : (
        <ul className={css.list}>
          {bulletins.map((each) => (
            <SentItem key={each.id} bulletin={each} open={() => open(each.id)} />
          ))}
        </ul>
      )}
      {hasNextPage && (
        <p>
          <Button variant="default" size="compact-sm" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t("Anteriores")}
          </Button>
        </p>
      )}
      {opened && <BulletinDialog id={opened} close={() => open(null)} />}
    </>
  );
}

function SentItem({ bulletin, open }: { bulletin: Bulletin; open: () => void }) {
  const { id, title, text, state, published_at, published_by_name, must_read } = bulletin;
  return (
    <li className={css.item} data-past={state === "over" || state === "withdrawn" || undefined}>
      <div className={css.grow}>
        <p>
          <strong>{title || t("Mensaje")}</strong>
          {must_read && title && <span className={css.tag}>{t("Exige lectura")}</span>}
          <span className={css.past}>{BULLETIN_STATES[state]}</span>
        </p>
        <p className={css.line}>{text}</p>
        <p className="quiet small">
          {t("Para: {bulletin} · {published_by_name}, {published_at}", {
            bulletin: audiencePhrase(bulletin),
            published_by_name,
            published_at: momentPhrase(published_at, serverClock.now()),
          })}
        </p>
      </div>
      <Button
        size="compact-sm"
        variant="default"
        aria-label={t("{bulletin}: ver {id}", { bulletin: readPhrase(bulletin), id })}
        onClick={open}
      >
        {readPhrase(bulletin)}
      </Button>
    </li>
  );
}
