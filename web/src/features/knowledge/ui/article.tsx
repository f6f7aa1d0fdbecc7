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
import { t } from "../../../i18n/translate";

const Back = () => (
  <p>
    <Link to={LIBRARY_PATH}>{t("Volver a los artículos")}</Link>
  </p>
);

export function NewArticlePage() {
  const account = useQuery(accountQuery).data;
  const today = new Date(serverClock.now()).toLocaleDateString("sv-SE", { timeZone: "America/Bogota" });
  return (
    <>
      <Back />
      <section className={`panel ${page.sheet}`} aria-labelledby="nuevo">
        <h1 id="nuevo">{t("Escribir un artículo")}</h1>
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
      {!data && <h1 className="unseen">{t("Artículo")}</h1>}
      {isUnknown ? (
        <Empty title={t("No hay ningún artículo con ese identificador")}>{t("Elija uno de la lista.")}</Empty>
      ) : error && !data ? (
        <Failure error={error} retry={() => void refetch()} title={t("No se pudo leer el artículo.")} />
      ) : !data ? (
        <Loading label={t("Leyendo el artículo…")} />
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
    close(
      version === article.version ? t("Guardado.") : t("Guardada la versión {version}: falta publicarla.", { version }),
    );
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
          {article.has_draft &&
            t(": los lectores ven la {published} y abajo está la {version}.", {
              published: article.published,
              version: article.version,
            })}
          {!article.has_draft && t(": confirme el artículo con otra fecha de revisión y publíquelo.")}
        </p>
      )}
      <dl className={page.facts}>
        <dt>{t("Responsable")}</dt>
        <dd>{article.owner_name}</dd>
        <dt>{t("Tipologías")}</dt>
        <dd>{newest.topics.map(({ name }) => name).join("; ") || t("General")}</dd>
        <dt>{t("Vigencia")}</dt>
        <dd>
          {newest.valid_until
            ? t("Desde el {valid_from} hasta el {valid_until}", {
                valid_from: longDateOfDay(newest.valid_from),
                valid_until: longDateOfDay(newest.valid_until),
              })
            : t("Desde el {valid_from}, sin fin", { valid_from: longDateOfDay(newest.valid_from) })}
        </dd>
        <dt>{t("Se revisa")}</dt>
        <dd>{longDateOfDay(newest.review_on)}</dd>
        <dt>{t("Identificador")}</dt>
        <dd>
          <code>{article.id}</code>
          {article.cited_by.length > 0 && (
            <span className={page.below}>{t("Lo citan: {cited_by}", { cited_by: article.cited_by.join(", ") })}</span>
          )}
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
    publish.mutate(
      { version, revision },
      { onSuccess: () => confirm(t("Publicada la versión {version}.", { version })) },
    );
  const sendWithdrawal = () =>
    withdraw.mutate(
      { revision },
      {
        onSuccess: () => {
          setAsks(false);
          confirm(t("Retirado: ya nadie lo ve."));
        },
      },
    );
  return (
    <>
      <p className={page.acts}>
        {isPublishable && (
          <Button loading={publish.isPending} onClick={sendPublication}>
            {t("Publicar la versión {version}", { version })}
          </Button>
        )}
        <Button variant={isPublishable ? "default" : "filled"} onClick={edit}>
          {t("Editar")}
        </Button>
        {article.may_withdraw && (
          <Button variant="default" onClick={() => setAsks(true)}>
            {t("Retirar")}
          </Button>
        )}
      </p>
      {publish.error && <Failure error={publish.error} />}
      {asks && (
        <Dialog title={t("Retirar el artículo")} onClose={() => setAsks(false)}>
          <div className={css.panel}>
            <p>
              {t(
                "Deja de verse junto a las llamadas y los tickets. Sus versiones se conservan, y puede publicarlo otra vez.",
              )}
            </p>
            {withdraw.error && <Failure error={withdraw.error} />}
            <p className={page.acts}>
              <Button color="ladrillo" loading={withdraw.isPending} onClick={sendWithdrawal} data-first>
                {t("Retirar")}
              </Button>
              <Button variant="default" onClick={() => setAsks(false)}>
                {t("Cancelar")}
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
      <h2 id="lectores">{t("Lectores")}</h2>
      <p>
        {usefulPhrase(article)
          ? t("Se abrió {opened}; {article} que lo dijeron.", {
              opened: countPhrase(article.opened, "vez", "veces"),
              article: usefulPhrase(article),
            })
          : t("Se abrió {opened}. Nadie ha dicho si le sirvió.", {
              opened: countPhrase(article.opened, "vez", "veces"),
            })}
      </p>
      {article.comments.length > 0 && (
        <ul className={css.comments}>
          {article.comments.map((each) => (
            <li key={`${each.reader_name} ${each.at}`}>
              <p className="small">
                <strong>{each.useful ? t("Sirvió") : t("No sirvió")}</strong>{" "}
                <span className="quiet">
                  {each.reader_name}, {momentPhrase(each.at, serverClock.now())}, {versionLabel(each).toLowerCase()}
                  {each.ticket && t(", ticket {ticket}", { ticket: each.ticket })}
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
      <h2 id="versiones">{t("Versiones")}</h2>
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
                ? t("Publicada por {published_by_name}, {published_at}", {
                    published_by_name: each.published_by_name,
                    published_at: momentPhrase(each.published_at, serverClock.now()),
                  })
                : t("Sin publicar")}
              {each.opened > 0 && t("; se abrió {opened}", { opened: countPhrase(each.opened, "vez", "veces") })}
            </p>
            <Button variant="default" size="compact-sm" onClick={() => setShown(each.version)}>
              {each.version > 1 ? t("Ver qué cambió") : t("Ver")}
            </Button>
          </li>
        ))}
      </ol>
      {shown !== null && <VersionDialog id={article.id} version={shown} close={() => setShown(null)} />}
    </section>
  );
}

const CHANGE_LABELS = { same: "", added: t("Agregado: "), removed: t("Quitado: ") } as const;

function VersionDialog({ id, version, close }: { id: string; version: number; close: () => void }) {
  const { data, error, refetch } = useArticleVersion(id, version);
  return (
    <Dialog title={t("Versión {version}", { version })} onClose={close} wide>
      {error && !data ? (
        <Failure error={error} retry={() => void refetch()} title={t("No se pudo leer la versión.")} />
      ) : !data ? (
        <Loading label={t("Leyendo la versión…")} />
      ) : (
        <div className={css.panel}>
          <p className="quiet small">
            {data.who_name}, {momentPhrase(data.at, serverClock.now())}
            {data.against && t(". Frente a la versión {against}", { against: data.against })}
          </p>
          {data.against === null ? (
            <ArticleBody body={data.content.body} />
          ) : (
            <div className={css.difference} tabIndex={0} role="region" aria-label={t("Lo que cambió")}>
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
