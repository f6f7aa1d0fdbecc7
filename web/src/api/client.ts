/**
 * The HTTP client: it sends the session cookie and throws problems. A change has a header that a forged form cannot
 * send. A request that only reads has none, so that the browser can answer it with the fetch that the page has begun.
 */
import createClient, { type Middleware } from "openapi-fetch";
import type { paths } from "./schema";
import { addressOf } from "../practice-mode";
import { readProblem, unreachableProblem } from "./problem";

const requestMiddleware: Middleware = {
  onRequest({ request }) {
    if (request.method !== "GET") request.headers.set("X-Atencion", "1");
    return request;
  },
  async onResponse({ response }) {
    if (!response.ok) throw await readProblem(response);
  },
  onError: () => unreachableProblem(),
};

const origin = globalThis.location?.origin ?? "";
const clientAt = (baseUrl: string) => {
  const client = createClient<paths>({
    baseUrl,
    credentials: "same-origin",
    fetch: (request) => globalThis.fetch(request),
  });
  client.use(requestMiddleware);
  return client;
};

/** The API of this page's mode: of the practice campaign in a practice, otherwise of the real one. */
export const api = clientAt(origin + addressOf(""));
/** The API of the real campaign, which also has the practices themselves. */
export const realApi = clientAt(origin);

/** Return the body of a response; the middleware has already thrown on errors. */
export async function unwrap<T>(response: Promise<{ data?: T }>): Promise<T> {
  return (await response).data as T;
}
