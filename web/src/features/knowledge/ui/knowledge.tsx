/** Conocimiento: the library for those who write articles, and the reader's panel for others. */
import { useQuery } from "@tanstack/react-query";
import { useOpenedArticle } from "../../../api/knowledge";
import { accountQuery } from "../../../api/queries";
import { Link } from "../../../components/link";
import { Failure, Loading } from "../../../components/load-states";
import page from "../../quality/ui/quality.module.css";
import { LIBRARY_PATH, NEW_ARTICLE } from "../model/articles";
import { ArticlePage, NewArticlePage } from "./article";
import { KnowledgePanel, ReadArticle } from "./knowledge-panel";
import { Library } from "./library";
import { t } from "../../../i18n/translate";

export default function KnowledgeScreen({ id }: { id: string }) {
  const writes = useQuery(accountQuery).data?.permissions.includes("knowledge.write") ?? false;
  return (
    <div className={page.screen}>
      {!writes ? (
        <Reader id={id} />
      ) : id === NEW_ARTICLE ? (
        <NewArticlePage />
      ) : id ? (
        <ArticlePage key={id} id={id} />
      ) : (
        <Library />
      )}
    </div>
  );
}

function Reader({ id }: { id: string }) {
  return (
    <section className={`panel ${page.sheet}`} aria-labelledby="conocimiento">
      <header>
        <h1 id="conocimiento" className={page.grow}>
          {t("Base de conocimiento")}
        </h1>
        {id && <Link to={LIBRARY_PATH}>{t("Todos los artículos")}</Link>}
      </header>
      {id ? <OneArticle key={id} id={id} /> : <KnowledgePanel occasion={{}} />}
    </section>
  );
}

function OneArticle({ id }: { id: string }) {
  const { data, error, refetch } = useOpenedArticle(id, {});
  if (error && !data)
    return <Failure error={error} retry={() => void refetch()} title={t("No se pudo abrir el artículo.")} />;
  return data ? <ReadArticle opened={data} /> : <Loading label={t("Abriendo el artículo…")} />;
}
