/** The knowledge base: articles for readers, what was read for a call or a ticket, and the editors' library. */
import { skipToken, useMutation, useQuery } from "@tanstack/react-query";
import { api, unwrap } from "./client";
import type { components, paths } from "./schema";
import { useSingleFlight } from "./single-flight";

type Schemas = components["schemas"];
export type ArticleSummary = Schemas["ArticleSummary"];
export type ArticleContent = Schemas["ArticleContent"];
export type ArticleReading = Schemas["ArticleReading"];
export type OpenedArticle = Schemas["OpenedArticle"];
export type LibraryArticle = Schemas["LibraryArticle"];
export type ArticleDetail = Schemas["ArticleDetail"];
export type ArticleVersion = Schemas["ArticleVersion"];
export type ArticleForm = Schemas["ArticleUpdate"];
export type LibraryOptions = Schemas["LibraryOptions"];
export type ArticleState = LibraryArticle["state"];
export type ArticleFilter = NonNullable<paths["/api/v1/knowledge/articles"]["get"]["parameters"]["query"]>;
export type LibraryFilter = NonNullable<paths["/api/v1/knowledge/library"]["get"]["parameters"]["query"]>;

/** The call or the ticket for which an article is opened; neither outside of both. */
export interface Occasion {
  call_id?: string;
  ticket?: string;
}

/** Rows of a page of the library. */
export const LIBRARY_ROWS = 50;
const knowledgeKey = ["knowledge"];
const articleKey = (id: string) => [...knowledgeKey, "library", "one", id];
const pathOf = (id: string) => ({ path: { article_id: id } });

export const useArticles = (query: ArticleFilter) =>
  useQuery({
    queryKey: [...knowledgeKey, "articles", query],
    placeholderData: (before) => before,
    queryFn: () => unwrap(api.GET("/api/v1/knowledge/articles", { params: { query } })),
  });

/** Open an article; the same reader opens a version once for each call and ticket, however often it is asked. */
export const useOpenedArticle = (id: string, occasion: Occasion) =>
  useQuery({
    queryKey: [...knowledgeKey, "opened", id, occasion],
    staleTime: 60_000,
    queryFn: async ({ client }) => {
      const opened = await unwrap(
        api.POST("/api/v1/knowledge/articles/{article_id}/readings", { params: pathOf(id), body: occasion }),
      );
      void client.invalidateQueries({ queryKey: [...knowledgeKey, "readings"] });
      return opened;
    },
  });

interface Rating {
  reading: string;
  useful: boolean;
  comment: string;
}

export const useRateArticle = () =>
  useSingleFlight(
    useMutation({
      mutationFn: ({ reading, ...body }: Rating) =>
        unwrap(
          api.PUT("/api/v1/knowledge/readings/{reading_id}/rating", {
            params: { path: { reading_id: reading } },
            body,
          }),
        ),
      onSuccess: (rated, _sent, _made, { client }) => {
        client.setQueriesData<OpenedArticle>({ queryKey: [...knowledgeKey, "opened"] }, (before) =>
          before?.reading === rated.reading ? rated : before,
        );
        void client.invalidateQueries({ queryKey: [...knowledgeKey, "readings"] });
      },
    }),
  );

/** The articles that were read for a ticket; none without the permission. */
export const useTicketArticles = (ticket: string, may: boolean) =>
  useQuery({
    queryKey: [...knowledgeKey, "readings", ticket],
    queryFn: may ? () => unwrap(api.GET("/api/v1/knowledge/readings", { params: { query: { ticket } } })) : skipToken,
  });

export const useLibrary = (query: LibraryFilter) =>
  useQuery({
    queryKey: [...knowledgeKey, "library", "list", query],
    placeholderData: (before) => before,
    queryFn: () =>
      unwrap(api.GET("/api/v1/knowledge/library", { params: { query: { limit: LIBRARY_ROWS, ...query } } })),
  });

export const useLibraryOptions = () =>
  useQuery({
    queryKey: [...knowledgeKey, "library", "options"],
    queryFn: () => unwrap(api.GET("/api/v1/knowledge/library-options")),
  });

export const useLibraryArticle = (id: string) =>
  useQuery({
    queryKey: articleKey(id),
    queryFn: () => unwrap(api.GET("/api/v1/knowledge/library/{article_id}", { params: pathOf(id) })),
  });

export const useArticleVersion = (id: string, version: number, against?: number) =>
  useQuery({
    queryKey: [...articleKey(id), "version", version, against],
    queryFn: () =>
      unwrap(
        api.GET("/api/v1/knowledge/library/{article_id}/versions/{version}", {
          params: { path: { article_id: id, version }, query: against ? { against } : {} },
        }),
      ),
  });

/** Return a mutation that is sent once at a time, keeps the article that it returns, and reads the lists again. */
const useAct = <Request>(send: (request: Request) => Promise<ArticleDetail>) =>
  useSingleFlight(
    useMutation({
      mutationFn: send,
      onSettled: async (stored, _error, _sent, _made, { client }) => {
        if (stored) client.setQueryData(articleKey(stored.id), stored);
        await client.invalidateQueries({ queryKey: knowledgeKey });
      },
    }),
  );

/** Write a new article (`id` null), or edit one. */
export const useSaveArticle = (id: string | null) =>
  useAct(({ revision, ...form }: ArticleForm) =>
    id === null
      ? unwrap(api.POST("/api/v1/knowledge/library", { body: form }))
      : unwrap(api.PUT("/api/v1/knowledge/library/{article_id}", { params: pathOf(id), body: { ...form, revision } })),
  );

export const usePublishArticle = (id: string) =>
  useAct((body: Schemas["PublicationForm"]) =>
    unwrap(api.POST("/api/v1/knowledge/library/{article_id}/publication", { params: pathOf(id), body })),
  );

export const useWithdrawArticle = (id: string) =>
  useAct((body: Schemas["WithdrawalForm"]) =>
    unwrap(api.POST("/api/v1/knowledge/library/{article_id}/withdrawal", { params: pathOf(id), body })),
  );
