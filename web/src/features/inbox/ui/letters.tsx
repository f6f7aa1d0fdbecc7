/** The letters to a petitioner without e-mail: written, handed to a carrier, and the proof of delivery. */
import { Button, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { accountQuery } from "../../../api/queries";
import { attachmentUrl, type Letter, useUpdateLetter, useLetters } from "../../../api/tickets";
import { serverClock } from "../../../clock";
import { countPhrase, longDateOfDay, momentPhrase, formatBytes } from "../../../formats";
import { useLabels } from "../../../labels";
import { Confirmation, useConfirmation } from "../../../components/confirmation";
import { Failure } from "../../../components/load-states";
import css from "./inbox.module.css";
import { addressOf } from "../../../practice-mode";
import { rich, t } from "../../../i18n/translate";

const PDF = "application/pdf";

export function Letters({ number }: { number: string }) {
  const { data, error, refetch } = useLetters(number);
  const may = useQuery(accountQuery).data?.permissions.includes("letter.send") ?? false;
  if (error) return <Failure error={error} retry={() => void refetch()} title={t("No se pudieron leer las cartas.")} />;
  if (!data?.letters.length) return null;
  return (
    <section aria-labelledby="cartas" className={css.part}>
      <h3 id="cartas">{t("Cartas")}</h3>
      <ul className={css.history}>
        {data.letters.map((letter) => (
          <LetterItem key={letter.id} number={number} letter={letter} may={may} />
        ))}
      </ul>
    </section>
  );
}

function LetterItem({ number, letter, may }: { number: string; letter: Letter; may: boolean }) {
  const { letter_states } = useLabels();
  const [done, confirm] = useConfirmation();
  return (
    <li>
      <p>
        <a
          href={addressOf(`/api/v1/tickets/${encodeURIComponent(number)}/letters/${encodeURIComponent(letter.id)}`)}
          target="_blank"
          rel="noreferrer"
        >
          {letter.template === "ticket_answered" ? t("La respuesta") : t("Aviso")} (PDF)
        </a>{" "}
        <strong>{letter_states[letter.state]}</strong>{" "}
        <span className="quiet small">
          {t("escrita {written_at}", { written_at: momentPhrase(letter.written_at, serverClock.now()) })}
        </span>
      </p>
      <EnclosedFiles number={number} letter={letter} />
      {letter.carrier && (
        <p className="small quiet">
          {rich("{carrier}, guía {guide}", {
            carrier: letter.carrier,
            guide: <span className="num">{letter.guide}</span>,
          })}
          {letter.dispatched_on &&
            t(", desde el {dispatched_on}", { dispatched_on: longDateOfDay(letter.dispatched_on) })}
          {letter.receipt && ` · ${letter.receipt}`}
        </p>
      )}
      {may && letter.state === "written" && <DispatchForm number={number} letter={letter.id} confirm={confirm} />}
      {may && letter.state === "dispatched" && (
        <DeliveryProofForm number={number} letter={letter.id} confirm={confirm} />
      )}
      <Confirmation>{done}</Confirmation>
    </li>
  );
}

/** The contents of the envelope: one PDF to print with the letter, and beside it the files that are not PDFs. */
function EnclosedFiles({ number, letter }: { number: string; letter: Letter }) {
  const files = letter.attachments;
  if (!files.length) return null;
  const joined = files.some(({ media_type }) => media_type === PDF);
  return (
    <div className="small">
      {joined && (
        <p>
          <a
            href={addressOf(
              `/api/v1/tickets/${encodeURIComponent(number)}/letters/${encodeURIComponent(letter.id)}/bundle`,
            )}
            target="_blank"
            rel="noreferrer"
          >
            {t("Carta y anexos en un solo PDF, para imprimir")}
          </a>
        </p>
      )}
      <p>{countPhrase(files.length, "anexo", "anexos")}:</p>
      <ol className={css.enclosed}>
        {files.map((file) => (
          <li key={file.id}>
            {file.withheld ? (
              <span className={css.lost}>
                {t("{name}: lo retuvo el antivirus, la carta no puede salir", { name: file.name })}
              </span>
            ) : (
              <a href={attachmentUrl(number, file.id)} download>
                {file.name}
              </a>
            )}{" "}
            <span className="quiet">
              {formatBytes(file.size)}
              {file.media_type !== PDF && t(" · no es PDF: imprímalo aparte")}
            </span>
          </li>
        ))}
      </ol>
    </div>
  );
}

interface LetterFormProps {
  number: string;
  letter: string;
  confirm: (text: string) => void;
}

function DispatchForm({ number, letter, confirm }: LetterFormProps) {
  const news = useUpdateLetter(number);
  const [carrier, setCarrier] = useState("");
  const [guide, setGuide] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (carrier.trim() && guide.trim() && !news.isPending)
      news.mutate({ letter, carrier, guide }, { onSuccess: () => confirm(t("Salida registrada.")) });
  };
  return (
    <form className={css.letter} onSubmit={submit} aria-label={t("Registrar la salida de la carta")} noValidate>
      <TextInput
        size="xs"
        label={t("Empresa de mensajería")}
        value={carrier}
        maxLength={80}
        onChange={(event) => setCarrier(event.currentTarget.value)}
      />
      <TextInput
        size="xs"
        label={t("Número de guía")}
        value={guide}
        maxLength={60}
        autoComplete="off"
        onChange={(event) => setGuide(event.currentTarget.value)}
      />
      <Button type="submit" size="xs" loading={news.isPending} disabled={!carrier.trim() || !guide.trim()}>
        {t("Registrar salida")}
      </Button>
      {news.error ? <Failure error={news.error} /> : null}
    </form>
  );
}

function DeliveryProofForm({ number, letter, confirm }: LetterFormProps) {
  const news = useUpdateLetter(number);
  const [receipt, setReceipt] = useState("");
  const tell = (delivered: boolean) => {
    if (receipt.trim() && !news.isPending)
      news.mutate(
        { letter, delivered, receipt },
        { onSuccess: () => confirm(delivered ? t("Entrega registrada.") : t("Devolución registrada.")) },
      );
  };
  return (
    <form
      className={css.letter}
      onSubmit={(event) => event.preventDefault()}
      aria-label={t("Registrar la prueba de entrega")}
      noValidate
    >
      <TextInput
        size="xs"
        label={t("Nombre de quien la recibió, o motivo de la devolución")}
        value={receipt}
        maxLength={200}
        onChange={(event) => setReceipt(event.currentTarget.value)}
      />
      <Button size="xs" loading={news.isPending} disabled={!receipt.trim()} onClick={() => tell(true)}>
        {t("Registrar entrega")}
      </Button>
      <Button
        size="xs"
        variant="default"
        loading={news.isPending}
        disabled={!receipt.trim()}
        onClick={() => tell(false)}
      >
        {t("Registrar devolución")}
      </Button>
      {news.error ? <Failure error={news.error} /> : null}
    </form>
  );
}
