/** «Llamar al borrador»: the test number that serves a draft for a time, and its calls while they happen. */
import { Button, NativeSelect, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import {
  type DraftCall,
  type DraftCallForm,
  type DraftOpening,
  useDraftCall,
  useDraftMenus,
  useEndDraftCall,
  useOpenDraftCall,
} from "../../../api/draft-calls";
import type { SiteDraft } from "../../../api/site";
import { serverClock } from "../../../clock";
import { CopyButton } from "../../../components/copyable";
import { DateField } from "../../../components/date-field/date-field";
import { Link } from "../../../components/link";
import { Failure, Loading } from "../../../components/load-states";
import { momentPhrase, shortDateOfDay, timeOfDay } from "../../../formats";
import page from "../../quality/ui/quality.module.css";
import { MenuTree } from "../../simulator/ui/menu-tree";
import simulator from "../../simulator/ui/simulator.module.css";
import { Facts, Transcript } from "../../simulator/ui/transcript";
import { draftPath } from "../model/addresses";
import { callForm, callPhrase, endPhrase, momentFault, soundsPhrase } from "../model/draft-calls";
import css from "./site.module.css";
import { rich, t } from "../../../i18n/translate";

/** The look of the phrase about the sounds: only what is ready is green. */
const SOUNDS_LOOK = { waiting: css.scheduled, preparing: css.scheduled, ready: css.ready, failed: css.notice };

interface DraftCallPanelProps {
  draft: SiteDraft;
  /** Whether what was typed last is not saved yet. */
  pending: boolean;
  close: () => void;
}

export function DraftCallPanel({ draft, pending, close }: DraftCallPanelProps) {
  const { data, error, refetch } = useDraftCall(draft.id);
  return (
    <section className={`panel ${page.sheet}`} aria-labelledby="llamar">
      <header>
        <h2 id="llamar" className={page.grow}>
          {t("Llamar al borrador")}
        </h2>
        <Button variant="subtle" onClick={close}>
          {t("Ocultar")}
        </Button>
      </header>
      {error && !data ? (
        <Failure error={error} retry={() => void refetch()} title={t("No se pudo leer el número de prueba.")} />
      ) : data ? (
        <TestNumber draft={draft} pending={pending} number={data} />
      ) : (
        <Loading label={t("Leyendo el número de prueba…")} />
      )}
    </section>
  );
}

interface TestNumberProps {
  draft: SiteDraft;
  pending: boolean;
  number: DraftCall;
}

function TestNumber({ draft, pending, number }: TestNumberProps) {
  const open = useOpenDraftCall(draft.id);
  const { opening, taken } = number;
  if (number.number === null)
    return (
      <p>
        {t(
          "El sitio vigente no tiene un número de prueba. Un administrador lo pone en la sección «Publicación» y lo publica.",
        )}
      </p>
    );
  if (taken)
    return (
      <p className={css.notice}>
        {rich("El número de prueba atiende otro borrador, {draft}, hasta las {until}. Termínelo allá, o espere.", {
          draft: <Link to={draftPath(taken.draft)}>{taken.title}</Link>,
          until: timeOfDay(taken.expires_at),
        })}
      </p>
    );
  const isBehind = opening?.is_open && opening.revision !== draft.revision;
  return (
    <>
      {opening?.is_open ? (
        <Open draft={draft} number={number} opening={opening} />
      ) : (
        <>
          {opening && <p className="quiet">{endPhrase(opening)}</p>}
          <OpenForm draft={draft} minutes={number.minutes} busy={open.isPending} pending={pending} send={open.mutate} />
        </>
      )}
      {isBehind && (
        <div className={css.scheduled}>
          <p>
            {t("Las llamadas oyen la revisión {served}; el borrador va en la {current}.", {
              served: String(opening.revision),
              current: String(draft.revision),
            })}
          </p>
          <p className={page.acts}>
            <Button
              variant="default"
              loading={open.isPending}
              disabled={pending}
              onClick={() => open.mutate(callForm(opening.line, { day: opening.day ?? "", at: opening.at ?? "" }))}
            >
              {t("Oír lo último")}
            </Button>
          </p>
        </div>
      )}
      {open.error && <Failure error={open.error} title={t("No se pudo abrir el borrador en el número de prueba.")} />}
      {opening && <Calls draft={draft.id} opening={opening} />}
    </>
  );
}

interface OpenFormProps {
  draft: SiteDraft;
  minutes: number;
  busy: boolean;
  pending: boolean;
  send: (form: DraftCallForm) => void;
}

function OpenForm({ draft, minutes, busy, pending, send }: OpenFormProps) {
  const { data: site, error, refetch } = useDraftMenus(draft.id, draft.revision);
  const [line, setLine] = useState("");
  const [day, setDay] = useState("");
  const [at, setAt] = useState("");
  if (error)
    return <Failure error={error} retry={() => void refetch()} title={t("El borrador todavía no se puede oír.")} />;
  if (!site) return <Loading label={t("Leyendo las líneas del borrador…")} />;
  const chosen = site.lines.some(({ id }) => id === line) ? line : (site.lines[0]?.id ?? "");
  const fault = momentFault({ day, at });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!fault) send(callForm(chosen, { day, at }));
  };
  return (
    <>
      <p className="quiet">
        {t(
          "Marque un número de prueba desde su teléfono y oiga el borrador como lo oirá la gente. No suena el teléfono de ningún asesor, no se graba y no cuenta en ninguna cifra.",
        )}
      </p>
      <form className={simulator.form} onSubmit={submit} noValidate>
        <NativeSelect
          label={t("Línea")}
          value={chosen}
          onChange={(event) => setLine(event.currentTarget.value)}
          data={site.lines.map(({ id, name }) => ({ value: id, label: name }))}
        />
        <DateField label={t("Día")} value={day} onChange={setDay} />
        <TextInput
          label={t("Hora")}
          description={t("Sin día ni hora, es la de cada llamada.")}
          inputWrapperOrder={["label", "input", "description", "error"]}
          placeholder="18:59"
          value={at}
          onChange={(event) => setAt(event.currentTarget.value.trim())}
          error={fault}
          autoComplete="off"
        />
        <Button type="submit" loading={busy} disabled={pending}>
          {t("Abrir por {minutes} minutos", { minutes: String(minutes) })}
        </Button>
      </form>
    </>
  );
}

interface OpenProps {
  draft: SiteDraft;
  number: DraftCall;
  opening: DraftOpening;
}

function Open({ draft, number, opening }: OpenProps) {
  const end = useEndDraftCall(draft.id);
  return (
    <>
      <p role="status" className={SOUNDS_LOOK[opening.sounds]}>
        {soundsPhrase(opening)}
        {opening.faults.map((fault) => (
          <span key={fault}> {fault}</span>
        ))}
      </p>
      <dl className={css.dial}>
        <dt>{t("Marque")}</dt>
        <dd>
          <strong>{number.number}</strong> <CopyButton what={t("Número de prueba")} text={number.number ?? ""} />
        </dd>
        <dt>{t("Dirección SIP")}</dt>
        <dd>
          <span>{number.address}</span> <CopyButton what={t("Dirección SIP")} text={number.address} />
        </dd>
        {opening.code && (
          <>
            <dt>{t("Código")}</dt>
            <dd>
              <strong className={css.code}>{opening.code}</strong>
            </dd>
          </>
        )}
        <dt>{t("Línea")}</dt>
        <dd>{opening.line_name}</dd>
        <dt>{t("A qué hora entra")}</dt>
        <dd>
          {opening.day && opening.at
            ? t("{day}, a las {at}", { day: shortDateOfDay(opening.day), at: opening.at })
            : t("A la de cada llamada")}
        </dd>
        <dt>{t("Abierto hasta")}</dt>
        <dd>{t("{time}; lo abrió {person}", { time: timeOfDay(opening.expires_at), person: opening.opened_by })}</dd>
      </dl>
      {opening.code && (
        <p className={page.acts}>
          <Button variant="default" loading={end.isPending} onClick={() => end.mutate(undefined)}>
            {t("Terminar")}
          </Button>
        </p>
      )}
      {end.error && <Failure error={end.error} title={t("No se pudo terminar.")} />}
    </>
  );
}

/** The latest call, with the way that it takes through the menus. */
function Calls({ draft, opening }: { draft: string; opening: DraftOpening }) {
  const { data: site } = useDraftMenus(draft, opening.revision);
  const [chosen, setChosen] = useState<string | null>(null);
  const call = opening.calls.find(({ call_id }) => call_id === chosen) ?? opening.calls[0];
  if (!call) return null;
  return (
    <>
      {opening.calls.length > 1 && (
        <NativeSelect
          label={t("Llamada")}
          value={call.call_id}
          onChange={(event) => setChosen(event.currentTarget.value)}
          data={opening.calls.map(({ call_id, began_at }) => ({
            value: call_id,
            label: momentPhrase(began_at, serverClock.now()),
          }))}
        />
      )}
      <p role="status" className={simulator.situation}>
        <strong>{callPhrase(call)}</strong>
      </p>
      {call.result && (
        <div className={simulator.columns}>
          <Transcript result={call.result} />
          {site && <MenuTree site={site} line={opening.line} result={call.result} />}
          <Facts result={call.result} />
        </div>
      )}
    </>
  );
}
