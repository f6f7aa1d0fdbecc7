/** The import of a file of customers: checked first, then imported. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { api, unwrap } from "./client";
import type { components } from "./schema";

export type CustomerImport = components["schemas"]["CustomerImportResult"];

export const useCustomerImportColumns = () =>
  useQuery({
    queryKey: ["customer-imports"],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: () => unwrap(api.GET("/api/v1/customer-imports")),
  });

export const useImportCustomers = () =>
  useMutation({
    mutationFn: (body: { content: string; apply: boolean }) => unwrap(api.POST("/api/v1/customer-imports", { body })),
    onSuccess: (result, _sent, _made, { client }) => {
      if (result.applied) void client.invalidateQueries({ queryKey: ["site", "first-steps"] });
    },
  });
