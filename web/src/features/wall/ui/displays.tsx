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
            <h1 id="pantallas">Pantallas de pared</h1>
            <p className="quiet">
              Un televisor muestra las cifras de ahora en <code>/pared</code>, sin sesión y sin datos personales.
            </p>
          </div>
          {data && data.displays.length > 0 && <Button onClick={() => open({ what: "new" })}>Nueva pantalla</Button>}
        </header>
        <Confirmation>{done}</Confirmation>
        {error ? (
          <Failure error={error} retry={() => void refetch()} title="No se pudieron leer las pantallas." />
        ) : !data ? (
          <Loading label="Leyendo las pantallas…" />
        ) : data.displays.length === 0 ? (
          <div className={css.none}>
            <Empty title="Todavía no hay pantallas">Cree una y escriba su código en el navegador del televisor.</Empty>
            <Button onClick={() => open({ what: "new" })}>Nueva pantalla</Button>
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
          {display.panels.map(panelName).join(" · ")}. Cada panel dura {display.seconds} s.
        </p>
      </div>
      <dl className={css.facts}>
        <div>
          <dt>Última lectura</dt>
          <dd>{display.seen_at ? momentPhrase(display.seen_at, now) : "ninguna"}</dd>
        </div>
        <div>
          <dt>Vence</dt>
          <dd>{longDate(display.expires_at)}</dd>
        </div>
        <div>
          <dt>Campaña</dt>
          <dd>{display.campaign}</dd>
        </div>
        <div>
          <dt>La creó</dt>
          <dd>{display.created_by_name}</dd>
        </div>
      </dl>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button size="xs" variant="default" aria-label={`Acciones de ${display.name}`}>
            Acciones
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => open({ what: "change", display })}>Cambiar lo que muestra</Menu.Item>
          <Menu.Item onClick={() => open({ what: "code", display })}>Pedir otro código</Menu.Item>
          <Menu.Item onClick={() => open({ what: "revoke", display })}>Retirar</Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </li>
  );
}

function Former({ displays }: { displays: readonly WallDisplay[] }) {
  if (displays.length === 0) return null;
  return (
    <details className={css.former}>
      <summary>Las últimas que ya no leen</summary>
      <ul>
        {displays.map((each) => (
          <li key={each.id}>
            <strong>{each.name}</strong>, {each.place}:{" "}
            {each.revoked_at
              ? `la retiró ${each.revoked_by_name} el ${longDate(each.revoked_at)}.`
              : `venció el ${longDate(each.expires_at)}.`}
          </li>
        ))}
      </ul>
    </details>
  );
}
