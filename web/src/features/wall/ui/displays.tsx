/** The wall displays: which televisions show the figures of now, when each was last seen, and how to end it. */
import { Button, Menu } from "@mantine/core";
import { useState } from "react";
import { useDisplays, type WallDisplay } from "../../../api/displays";
import { serverClock } from "../../../clock";
import { Confirmation, useConfirmation } from "../../../components/confirmation";
import { Empty, Failure, Loading } from "../../../components/load-states";
import { longDate, momentPhrase } from "../../../formats";
import { panelName } from "../model/options";
import { stateLabel } from "../model/states";
import { ChangeDialog, CodeDialog, NewDialog, RevokeDialog } from "./display-dialogs";
import css from "./displays.module.css";
import { rich, t } from "../../../i18n/translate";

type Opened = { what: "new" } | { what: "change" | "code" | "revoke"; display: WallDisplay } | null;
const DIALOGS = { change: ChangeDialog, code: CodeDialog, revoke: RevokeDialog };

export default function DisplaysScreen() {
  const { data, error, refetch } = useDisplays();
  const [opened, open] = useState<Opened>(null);
  const [done, confirm] = useConfirmation();
  const close = () => open(null);
  const Chosen = opened && opened.what !== "new" ? DIALOGS[opened.what] : null;
  return (
    <div className={css.screen}>
      <section className={`panel ${css.list}`} aria-labelledby="pantallas">
        <header>
          <div>
            <h1 id="pantallas">{t("Pantallas de pared")}</h1>
            <p className="quiet">
              {rich("Un televisor muestra las cifras de ahora en {code}, sin sesión y sin datos personales.", {
                code: <code>/pared</code>,
              })}
            </p>
          </div>
          {data && data.displays.length > 0 && (
            <Button onClick={() => open({ what: "new" })}>{t("Nueva pantalla")}</Button>
          )}
        </header>
        <Confirmation>{done}</Confirmation>
        {error ? (
          <Failure error={error} retry={() => void refetch()} title={t("No se pudieron leer las pantallas.")} />
        ) : !data ? (
          <Loading label={t("Leyendo las pantallas…")} />
        ) : data.displays.length === 0 ? (
          <div className={css.none}>
            <Empty title={t("Todavía no hay pantallas")}>
              {t("Cree una y escriba su código en el navegador del televisor.")}
            </Empty>
            <Button onClick={() => open({ what: "new" })}>{t("Nueva pantalla")}</Button>
          </div>
        ) : (
          <ul className={css.displays}>
            {data.displays.map((each) => (
              <DisplayRow key={each.id} display={each} open={open} />
            ))}
          </ul>
        )}
        {data && <Former displays={data.latest} />}
      </section>
      {opened?.what === "new" && <NewDialog close={close} done={confirm} />}
      {Chosen && opened && opened.what !== "new" && (
        <Chosen key={opened.display.id} display={opened.display} close={close} done={confirm} />
      )}
    </div>
  );
}

function DisplayRow({ display, open }: { display: WallDisplay; open: (opened: Opened) => void }) {
  const now = serverClock.now();
  return (
    <li className={css.display}>
      <div className={css.what}>
        <h2>
          {display.name} <span data-state={display.state}>{stateLabel(display.state)}</span>
        </h2>
        <p>{display.place}</p>
        <p className="quiet small">
          {t("{panels}. Cada panel dura {seconds} s.", {
            panels: display.panels.map(panelName).join(" · "),
            seconds: display.seconds,
          })}
        </p>
      </div>
      <dl className={css.facts}>
        <div>
          <dt>{t("Última lectura")}</dt>
          <dd>{display.seen_at ? momentPhrase(display.seen_at, now) : t("ninguna")}</dd>
        </div>
        <div>
          <dt>{t("Vence")}</dt>
          <dd>{longDate(display.expires_at)}</dd>
        </div>
        <div>
          <dt>{t("Campaña")}</dt>
          <dd>{display.campaign}</dd>
        </div>
        <div>
          <dt>{t("La creó")}</dt>
          <dd>{display.created_by_name}</dd>
        </div>
      </dl>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button size="xs" variant="default" aria-label={t("Acciones de {name}", { name: display.name })}>
            {t("Acciones")}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => open({ what: "change", display })}>{t("Cambiar lo que muestra")}</Menu.Item>
          <Menu.Item onClick={() => open({ what: "code", display })}>{t("Pedir otro código")}</Menu.Item>
          <Menu.Item onClick={() => open({ what: "revoke", display })}>{t("Retirar")}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </li>
  );
}

function Former({ displays }: { displays: readonly WallDisplay[] }) {
  if (displays.length === 0) return null;
  return (
    <details className={css.former}>
      <summary>{t("Las últimas que ya no leen")}</summary>
      <ul>
        {displays.map((each) => (
          <li key={each.id}>
            <strong>{each.name}</strong>, {each.place}:{" "}
            {each.revoked_at
              ? t("la retiró {revoked_by_name} el {revoked_at}.", {
                  revoked_by_name: each.revoked_by_name,
                  revoked_at: longDate(each.revoked_at),
                })
              : t("venció el {expires_at}.", { expires_at: longDate(each.expires_at) })}
          </li>
        ))}
      </ul>
    </details>
  );
}
