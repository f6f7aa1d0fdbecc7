/** One article for its editors: what readers get, the newest version, the history, and what readers said. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";
import {
  type ArticleDetail,
  useArticleVersion,
  useLibraryArticle,
  usePublishArticle,
  useWithdrawArticle,
} from "../../../api/knowledge";
import { ApiProblem } from "../../../api/problem";
import { accountQuery } from "../../../api/queries";
import { serverClock } from "../../../clock";
import { Confirmation, useConfirmation } from "../../../components/confirmation";
import { Dialog } from "../../../components/dialog";
import { Link } from "../../../components/link";
import { Empty, Failure, Loading } from "../../../components/load-states";
import { countPhrase, longDateOfDay, momentPhrase } from "../../../formats";
import { navigate } from "../../../router";
import page from "../../quality/ui/quality.module.css";
import {
  articlePath,
  emptyFields,
  fieldsOf,
  LIBRARY_PATH,
  pendingPhrase,
  STATE_NAMES,
  STATE_TONES,
  usefulPhrase,
  versionLabel,
} from "../model/articles";
import { ArticleBody } from "./article-body";
import { ArticleForm } from "./article-form";
import css from "./knowledge.module.css";

const Back = () => (
  <p>
    <Link to={LIBRARY_PATH}>Volver a los artículos</Link>
  </p>
);

export function NewArticlePage() {
  const account = useQuery(accountQuery).data;
  const today = new Date(serverClock.now()).toLocaleDateString("sv-SE", { timeZone: "America/Bogota" });
  return (
    <>
      <Back />
      <section className={`panel ${page.sheet}`} aria-labelledby="nuevo">
        <h1 id="nuevo">Escribir un artículo</h1>
        <ArticleForm
          article={null}
          initial={emptyFields(account?.user ?? "", today)}
          done={({ id }) => navigate(articlePath(id))}
          cancel={() => navigate(LIBRARY_PATH)}
        />
      </section>
    </>
  );
}

export function ArticlePage({ id }: { id: string }) {
  const { data, error, refetch } = useLibraryArticle(id);
  const isUnknown = error instanceof ApiProblem && [404, 422].includes(error.status);
  return (
    <>
      <Back />
      {!data && <h1 className="unseen">Artículo</h1>}
      {isUnknown ? (
        <Empty title="No hay ningún artículo con ese identificador">Elija uno de la lista.</Empty>
      ) : error && !data ? (
        <Failure error={error} retry={() => void refetch()} title="No se pudo leer el artículo." />
      ) : !data ? (
        <Loading label="Leyendo el artículo…" />
      ) : (
        <OneArticle article={data} />
      )}
    </>
  );
}

function OneArticle({ article }: { article: ArticleDetail }) {
  const [edits, setEdits] = useState(false);
  const [confirmed, confirm] = useConfirmation();
  const heading = useRef<HTMLHeadingElement>(null);
  const close = (said: string) => {
    setEdits(false);
    if (said) confirm(said);
    requestAnimationFrame(() => heading.current?.focus());
  };
  const saved = ({ version }: ArticleDetail) =>
    close(version === article.version ? "Guardado." : `Guardada la versión ${version}: falta publicarla.`);
  return (
    <div className={css.two}>
      <section className={`panel ${page.sheet}`} aria-labelledby="articulo">
        <header>
          <h1 id="articulo" ref={heading} tabIndex={-1} className={page.grow}>
            {article.title}
          </h1>
          <span className={page.tag} data-tone={STATE_TONES[article.state]}>
            {STATE_NAMES[article.state]}
          </span>
        </header>
        <Confirmation>{confirmed}</Confirmation>
        {edits ? (
          <ArticleForm article={article} initial={fieldsOf(article)} done={saved} cancel={() => close("")} />
        ) : (
          <>
            <Facts article={article} />
            <Acts article={article} edit={() => setEdits(true)} confirm={confirm} />
            <ArticleBody body={article.newest.body} />
          </>
        )}
      </section>
      <div className={css.column}>
        <Readers article={article} />
        <Versions article={article} />
      </div>
    </div>
  );
}

function Facts({ article }: { article: ArticleDetail }) {
  const { newest } = article;
  const pending = pendingPhrase(article);
  return (
    <>
      {pending && (
        <p className={css.warning}>
          {pending}
          {article.has_draft && `: los lectores ven la ${article.published} y abajo está la ${article.version}.`}
          {!article.has_draft && ": confirme el artículo con otra fecha de revisión y publíquelo."}
        </p>
      )}
      <dl className={page.facts}>
        <dt>Responsable</dt>
        <dd>{article.owner_name}</dd>
        <dt>Tipologías</dt>
        <dd>{newest.topics.map(({ name }) => name).join("; ") || "General"}</dd>
        <dt>Vigencia</dt>
        <dd>
          Desde el {longDateOfDay(newest.valid_from)}
          {newest.valid_until ? ` hasta el ${longDateOfDay(newest.valid_until)}` : ", sin fin"}
        </dd>
        <dt>Se revisa</dt>
        <dd>{longDateOfDay(newest.review_on)}</dd>
        <dt>Identificador</dt>
        <dd>
          <code>{article.id}</code>
          {article.cited_by.length > 0 && <span className={page.below}>Lo citan: {article.cited_by.join(", ")}</span>}
        </dd>
      </dl>
    </>
  );
}

interface ActsProps {
  article: ArticleDetail;
  edit: () => void;
  confirm: (text: string) => void;
}

function Acts({ article, edit, confirm }: ActsProps) {
  const publish = usePublishArticle(article.id);
  const withdraw = useWithdrawArticle(article.id);
  const [asks, setAsks] = useState(false);
  const { revision, version } = article;
  const isPublishable = article.has_draft || article.state === "withdrawn";
  const sendPublication = () =>
    publish.mutate({ version, revision }, { onSuccess: () => confirm(`Publicada la versión ${version}.`) });
  const sendWithdrawal = () =>
    withdraw.mutate(
      { revision },
      {
        onSuccess: () => {
          setAsks(false);
          confirm("Retirado: ya nadie lo ve.");
        },
      },
    );
  return (
    <>
      <p className={page.acts}>
        {isPublishable && (
          <Button loading={publish.isPending} onClick={sendPublication}>
            Publicar la versión {version}
          </Button>
        )}
        <Button variant={isPublishable ? "default" : "filled"} onClick={edit}>
          Editar
        </Button>
        {article.may_withdraw && (
          <Button variant="default" onClick={() => setAsks(true)}>
            Retirar
          </Button>
        )}
      </p>
      {publish.error && <Failure error={publish.error} />}
      {asks && (
        <Dialog title="Retirar el artículo" onClose={() => setAsks(false)}>
          <div className={css.panel}>
            <p>
              Deja de verse junto a las llamadas y los tickets. Sus versiones se conservan, y puede publicarlo otra vez.
            </p>
            {withdraw.error && <Failure error={withdraw.error} />}
            <p className={page.acts}>
              <Button color="ladrillo" loading={withdraw.isPending} onClick={sendWithdrawal} data-first>
                Retirar
              </Button>
              <Button variant="default" onClick={() => setAsks(false)}>
                Cancelar
              </Button>
            </p>
          </div>
        </Dialog>
      )}
    </>
  );
}

function Readers({ article }: { article: ArticleDetail }) {
  return (
    <section className={`panel ${page.sheet}`} aria-labelledby="lectores">
      <h2 id="lectores">Lectores</h2>
      <p>
        Se abrió {countPhrase(article.opened, "vez", "veces")}
        {usefulPhrase(article) ? `; ${usefulPhrase(article)} que lo dijeron.` : ". Nadie ha dicho si le sirvió."}
      </p>
      {article.comments.length > 0 && (
        <ul className={css.comments}>
          {article.comments.map((each) => (
            <li key={`${each.reader_name} ${each.at}`}>
              <p className="small">
                <strong>{each.useful ? "Sirvió" : "No sirvió"}</strong>{" "}
                <span className="quiet">
                  {each.reader_name}, {momentPhrase(each.at, serverClock.now())}, {versionLabel(each).toLowerCase()}
                  {each.ticket && `, ticket ${each.ticket}`}
                </span>
              </p>
              {each.comment && <p>{each.comment}</p>}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Versions({ article }: { article: ArticleDetail }) {
  const [shown, setShown] = useState<number | null>(null);
  return (
    <section className={`panel ${page.sheet}`} aria-labelledby="versiones">
      <h2 id="versiones">Versiones</h2>
      <ol className={css.versions}>
        {article.versions.map((each) => (
          <li key={each.version}>
            <p>
              <strong>{versionLabel(each)}</strong>{" "}
              <span className="quiet small">
                {each.who_name}, {momentPhrase(each.at, serverClock.now())}
              </span>
            </p>
            <p className="quiet small">
              {each.published_at
                ? `Publicada por ${each.published_by_name}, ${momentPhrase(each.published_at, serverClock.now())}`
                : "Sin publicar"}
              {each.opened > 0 && `; se abrió ${countPhrase(each.opened, "vez", "veces")}`}
            </p>
            <Button variant="default" size="compact-sm" onClick={() => setShown(each.version)}>
              {each.version > 1 ? "Ver qué cambió" : "Ver"}
            </Button>
          </li>
        ))}
      </ol>
      {shown !== null && <VersionDialog id={article.id} version={shown} close={() => setShown(null)} />}
    </section>
  );
}

const CHANGE_LABELS = { same: "", added: "Agregado: ", removed: "Quitado: " } as const;

function VersionDialog({ id, version, close }: { id: string; version: number; close: () => void }) {
  const { data, error, refetch } = useArticleVersion(id, version);
  return (
    <Dialog title={`Versión ${version}`} onClose={close} wide>
      {error && !data ? (
        <Failure error={error} retry={() => void refetch()} title="No se pudo leer la versión." />
      ) : !data ? (
        <Loading label="Leyendo la versión…" />
      ) : (
        <div className={css.panel}>
          <p className="quiet small">
            {data.who_name}, {momentPhrase(data.at, serverClock.now())}
            {data.against && `. Frente a la versión ${data.against}`}
          </p>
          {data.against === null ? (
            <ArticleBody body={data.content.body} />
          ) : (
            <div className={css.difference} tabIndex={0} role="region" aria-label="Lo que cambió">
              {data.difference.map((line, at) => (
                <p key={at} data-change={line.change}>
                  <span className="unseen">{CHANGE_LABELS[line.change]}</span>
                  {line.text || "\u00a0"}
                </p>
              ))}
            </div>
          )}
        </div>
      )}
    </Dialog>
  );
}
