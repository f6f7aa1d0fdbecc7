/**
 * The merge of two records of one customer. The user finds both, compares them side by side and chooses the one to
 * keep; the effect is shown before the user gives a reason.
 */
import { Button } from "@mantine/core";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { type CustomerMatch, type MergePreview, useMergeRecords, useMergePreview } from "../../../api/customers";
import { ApiProblem } from "../../../api/problem";
import { useLabels } from "../../../labels";
import { announce } from "../../../components/announcer";
import { Failure, Loading } from "../../../components/load-states";
import { CustomerSearch } from "./customer-search";
import { CustomerDialog, ResultNotice, RecordHeader } from "./customer-dialog";
import css from "./customers.module.css";
import { mergeDoubts, FATE_LABELS, gainSentence, type ComparedValue, comparisonRows } from "../model/merge-comparison";
import { ReasonForm } from "./reason-form";
import { rich, t } from "../../../i18n/translate";

export function MergeRecords() {
  return (
    <CustomerDialog
      always
      wide
      permission="customer.merge"
      title={t("Unir registros")}
      intro={t("Para dos registros que son de la misma persona. Busque primero uno; después, el otro.")}
    >
      {(customer, another) => <SecondRecordSearch key={customer.id} first={customer} again={another} />}
    </CustomerDialog>
  );
}

function SecondRecordSearch({ first, again }: { first: CustomerMatch; again: () => void }) {
  const [second, setSecond] = useState<CustomerMatch | null>(null);
  const [same, setSame] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!second) box.current?.querySelector<HTMLElement>("[data-first]")?.focus();
  }, [second]);
  if (second) return <MergeSteps first={first} second={second} other={() => setSecond(null)} again={again} />;
  const choose = (found: CustomerMatch) => {
    setSame(found.id === first.id);
    if (found.id !== first.id) setSecond(found);
  };
  return (
    <div ref={box} className={css.dialog}>
      <RecordHeader record={first} />
      <p>{t("Ahora busque el otro registro de la misma persona.")}</p>
      <CustomerSearch allowOffline actionLabel={t("escogerlo")} onSelect={choose} />
      {same && (
        <p role="alert" className={css.doubt}>
          {t("Ese es el registro que ya escogió. Busque el otro.")}
        </p>
      )}
      <p className={css.acts}>
        <Button variant="subtle" onClick={again}>
          {t("Empezar otra vez")}
        </Button>
      </p>
    </div>
  );
}

interface MergeStepsProps {
  first: CustomerMatch;
  second: CustomerMatch;
  /** Searches for another second record. */
  other: () => void;
  again: () => void;
}

/** The steps from the comparison to the result. */
function MergeSteps({ first, second, other, again }: MergeStepsProps) {
  const [kept, keep] = useState(first.id);
  const gone = kept === first.id ? second.id : first.id;
  const [confirming, setConfirming] = useState(false);
  const draft = useRef("");
  const { data, error, refetch, isPlaceholderData } = useMergePreview(kept, gone);
  const merge = useMergeRecords(kept);
  const send = (preview: MergePreview, reason: string) =>
    merge.mutate(
      { other: gone, version: preview.kept.customer.version, other_version: preview.other.customer.version, reason },
      {
        onSuccess: () => announce(t("Registros unidos.")),
        onError: (wrong) => setConfirming(!isRecordChanged(wrong)),
      },
    );
  if (merge.isSuccess) return <MergeOutcome kept={merge.data} again={again} />;
  if (isRecordGone(error) || isRecordGone(merge.error))
    return (
      <ResultNotice success={false} nextAction={[t("Buscar otra vez"), again]}>
        {rich(
          "{strong} Otra persona ya unió uno de estos dos registros con otro. Búsquelos otra vez: aparece solo el que quedó.",
          { strong: <strong>{t("No se unieron.")}</strong> },
        )}
      </ResultNotice>
    );
  if (error)
    return (
      <>
        <Failure error={error} retry={() => void refetch()} title={t("No se pudieron leer los dos registros.")} />
        <p className={css.acts}>
          <Button variant="subtle" onClick={other}>
            {t("Buscar otro registro")}
          </Button>
        </p>
      </>
    );
  if (!data) return <Loading label={t("Comparando los registros…")} />;
  return confirming ? (
    <MergeConfirmation
      preview={data}
      draft={draft}
      busy={merge.isPending}
      error={merge.error}
      send={(reason) => send(data, reason)}
      back={() => setConfirming(false)}
    />
  ) : (
    <Comparison
      preview={data}
      records={[first, second]}
      kept={kept}
      keep={keep}
      changed={isRecordChanged(merge.error)}
      busy={isPlaceholderData}
      other={other}
      go={() => setConfirming(true)}
    />
  );
}

const isRecordGone = (error: unknown) =>
  error instanceof ApiProblem && (error.code === "customer_merged" || error.code === "customer_unknown");
const isRecordChanged = (error: unknown) => error instanceof ApiProblem && error.code === "customer_changed";

interface ComparisonProps {
  preview: MergePreview;
  /** In the order of the search, whichever is kept. */
  records: CustomerMatch[];
  kept: string;
  keep: (id: string) => void;
  /** Whether another user changed a record during the comparison. */
  changed: boolean;
  busy: boolean;
  other: () => void;
  go: () => void;
}

function Comparison({ preview, records, kept, keep, changed, busy, other, go }: ComparisonProps) {
  const labels = useLabels();
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.querySelector<HTMLElement>("input:checked")?.focus(), []);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!busy) go();
  };
  return (
    <form ref={form} className={css.dialog} onSubmit={submit} aria-label={t("Comparar los registros")}>
      {changed && (
        <p role="alert" className={css.doubt}>
          {rich(
            "{strong} Otra persona cambió uno de los registros mientras usted los miraba. Así están ahora: revíselos.",
            { strong: <strong>{t("No se unieron.")}</strong> },
          )}
        </p>
      )}
      <p>{t("¿Son de la misma persona? Escoja cuál de los dos queda.")}</p>
      <table className={css.two}>
        <thead>
          <tr>
            <td>
              <span className="unseen">{t("Dato")}</span>
            </td>
            {records.map((record) => (
              <th key={record.id} scope="col" data-kept={record.id === kept || undefined}>
                <label>
                  <input type="radio" name="kept" checked={record.id === kept} onChange={() => keep(record.id)} />{" "}
                  <span>
                    {rich("Queda el registro de {document_kind}", {
                      document_kind: (
                        <span className="num">
                          {record.document_kind} {record.document}
                        </span>
                      ),
                    })}
                  </span>
                </label>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {comparisonRows(labels, preview).map(({ label, items }) => (
            <tr key={label}>
              <th scope="row">{label}</th>
              {records.map(({ id }) => (
                <td key={id} data-kept={id === kept || undefined}>
                  <ComparedValues items={items[id] ?? []} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <DoubtList preview={preview} />
      <p className={css.acts}>
        <Button variant="subtle" onClick={other}>
          {t("Buscar otro registro")}
        </Button>
        <Button type="submit" disabled={busy}>
          {t("Son la misma persona: seguir")}
        </Button>
      </p>
    </form>
  );
}

function ComparedValues({ items }: { items: ComparedValue[] }) {
  if (!items.length) return <span className="quiet">–</span>;
  return (
    <ul>
      {items.map(({ text, fate }) => (
        <li key={text}>
          {text}
          {fate && (
            <span className={css.fate} data-fate={fate}>
              {FATE_LABELS[fate]}
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}

function DoubtList({ preview }: { preview: MergePreview }) {
  const doubts = mergeDoubts(preview);
  if (!doubts.length) return null;
  return (
    <div className={css.doubt}>
      <strong>{t("Antes de unirlos, revise:")}</strong>
      <ul>
        {doubts.map((each) => (
          <li key={each}>{each}</li>
        ))}
      </ul>
    </div>
  );
}

interface MergeConfirmationProps {
  preview: MergePreview;
  draft: { current: string };
  busy: boolean;
  error: unknown;
  send: (reason: string) => void;
  back: () => void;
}

function MergeConfirmation({ preview, draft, busy, error, send, back }: MergeConfirmationProps) {
  const [{ customer: kept }, { customer: gone }] = [preview.kept, preview.other];
  const gain = gainSentence(preview);
  return (
    <ReasonForm
      submitLabel={t("Unir registros")}
      failureTitle={t("No se unieron.")}
      label={t("Prueba de que son la misma persona")}
      description=""
      draft={draft}
      busy={busy}
      error={error}
      onSubmit={send}
      cancelAction={[t("Volver"), back]}
    >
      <section className={css.told} aria-labelledby="que-pasa">
        <h3 id="que-pasa">{t("Efecto de la unión")}</h3>
        <ul className={css.points}>
          <li>
            {rich("Queda {name}, {text}: su nombre y su documento no cambian.", {
              name: <strong>{kept.name}</strong>,
              text: kept.document.text,
            })}
          </li>
          <li>
            {gain ? rich("Recibe del otro: {gain}.", { gain: <strong>{gain}</strong> }) : t("No recibe datos nuevos.")}
          </li>
          <li>
            {t(
              "El registro de {name}, {text}, deja de aparecer en las búsquedas. No se borra: su historial, sus llamadas y sus verificaciones se conservan.",
              { name: gone.name, text: gone.document.text },
            )}
          </li>
          <li>{t("Si resulta que son dos personas, se deshace en «Separar registros».")}</li>
        </ul>
      </section>
    </ReasonForm>
  );
}

function MergeOutcome({ kept, again }: { kept: { name: string; document: { text: string } }; again: () => void }) {
  return (
    <ResultNotice success nextAction={[t("Unir otros"), again]}>
      {rich(
        "{strong} Queda {name}, {text}, con los datos de los dos. Si fue un error, deshágalo en «Separar registros».",
        { strong: <strong>{t("Unidos.")}</strong>, name: kept.name, text: kept.document.text },
      )}
    </ResultNotice>
  );
}
