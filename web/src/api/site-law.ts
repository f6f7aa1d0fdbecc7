/** What the law sets for every site: holidays and legal terms. */
import { useQuery } from "@tanstack/react-query";
import { api, unwrap } from "./client";
import type { components } from "./schema";

export type LegalTerms = components["schemas"]["LegalTerms"];
export type LegalValue = components["schemas"]["LegalValue"];

/** The holidays of a year never change. */
export const useHolidays = (year: number) =>
  useQuery({
    queryKey: ["site-holidays", year],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async () => (await unwrap(api.GET("/api/v1/site/holidays", { params: { query: { year } } }))).holidays,
  });

export const useLegalTerms = () =>
  useQuery({ queryKey: ["site-legal-terms"], queryFn: () => unwrap(api.GET("/api/v1/site/legal-terms")) });
