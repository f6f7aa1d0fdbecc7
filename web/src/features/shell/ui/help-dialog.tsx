/** The guides of the screen that is open, as they stand in the documentation. Loaded when they are asked for. */
import { useEffect, useState } from "react";
import { Failure, Loading } from "../../../components/load-states";
import { Dialog } from "../../../components/dialog";
import { Segments } from "../../../components/segmented-control";
import { guidesOf } from "../model/screen-guides";
import css from "./shell.module.css";

const FILES = import.meta.glob<{ default: string }>("../../../../../docs/guias/*.md");

export default function HelpDialog({ path, close }: { path: string; close: () => void }) {
  const guides = guidesOf(path);
  const [chosen, choose] = useState(guides[0]?.id ?? "");
  return (
    <Dialog title="Ayuda" wide close={close}>
      {guides.length > 1 && <Segments className={css.guides ?? ""} label="Guías de esta pantalla" options={guides.map(({ id, name }) => [id, name] as const)} value={chosen} choose={choose} />}
      {chosen ? <Text key={chosen} id={chosen} /> : <p>Esta pantalla no tiene guía.</p>}
    </Dialog>
  );
}

function Text({ id }: { id: string }) {
  const [html, setHtml] = useState<string | null>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    FILES[`../../../../../docs/guias/${id}.md`]?.().then((guide) => setHtml(guide.default), () => setFailed(true));
  }, [id]);
  if (failed) return <Failure error={null} what="No se pudo traer la guía." />;
  if (html === null) return <Loading what="Trayendo la guía…" />;
  // Our own text, made when the screens were built: nobody else's words are in it.
  return <div className={css.guide} tabIndex={0} role="region" aria-label="Guía" dangerouslySetInnerHTML={{ __html: html }} />;
}
