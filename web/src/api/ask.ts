/**
 * One request to a route, with the answer's shape said by who asks: our cookie, the header that a forged form cannot
 * send, and problems as typed errors, as in the client beside it.
 */
import { problemOf, unreachable } from "./problem";

export interface Asked {
  query?: Record<string, string | number | boolean | undefined>;
  body?: unknown;
  /** Sent again with the same key, it is done once. */
  key?: string;
}

export async function ask<T>(method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE", path: string, { query = {}, body, key }: Asked = {}): Promise<T> {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== "");
  const search = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  const isFile = body instanceof Blob || body instanceof FormData;
  const headers = {
    "X-Atencion": "1",
    ...(body === undefined || isFile ? {} : { "Content-Type": "application/json" }),
    ...(key ? { "Idempotency-Key": key } : {}),
  };
  const sent = body === undefined || isFile ? (body as BodyInit | undefined) : JSON.stringify(body);
  const answer = await fetch(search ? `${path}?${search}` : path, { method, headers, body: sent, credentials: "same-origin" }).catch(() => {
    throw unreachable();
  });
  if (!answer.ok) throw await problemOf(answer);
  return (answer.status === 204 ? undefined : await answer.json()) as T;
}

/** A part of a path that holds what somebody wrote. */
export const part = (value: string): string => encodeURIComponent(value);
