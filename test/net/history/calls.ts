import type { Exchange, History } from "./exchange.ts";

/** The operation of a request, by its method and path. */
export type Operation =
  | "use"
  | "listAccounts"
  | "putAccount"
  | "getAccount"
  | "createKey"
  | "listKeys"
  | "importKey"
  | "getKey"
  | "updateKey"
  | "revokeKey"
  | "rotateKey"
  | "listEvents"
  | "other";

/**
 * `done` and `refused` say so themselves, as does a 503 whose code is `unavailable`: nothing was
 * changed. Of any other 5xx, or where the connection broke, nobody knows.
 */
export type Outcome = "done" | "refused" | "unknown";

export type Json = Readonly<Record<string, unknown>>;

/** An exchange, read as the contract means it. */
export interface Call {
  readonly exchange: Exchange;
  readonly operation: Operation;
  readonly accountId: string;
  /** From the path, or from the answer of what made the key. */
  readonly keyId: string;
  readonly body: Json;
  readonly answer: Json;
  readonly outcome: Outcome;
  readonly query: URLSearchParams;
  readonly idempotencyKey: string | undefined;
  /** Answered with what an earlier request of the same idempotency key made. */
  readonly isReplayed: boolean;
}

const routes: readonly (readonly [string, RegExp, Operation])[] = [
  ["GET", /^\/api\/v1\/(?:models|account|verify)$/, "use"],
  ["GET", /^\/(?:gateway\/goods|embedded)$/, "use"],
  ["GET", /^\/api\/manage\/v1\/accounts$/, "listAccounts"],
  ["PUT", /^\/api\/manage\/v1\/accounts\/([^/]+)$/, "putAccount"],
  ["GET", /^\/api\/manage\/v1\/accounts\/([^/]+)$/, "getAccount"],
  ["POST", /^\/api\/manage\/v1\/accounts\/([^/]+)\/keys$/, "createKey"],
  ["GET", /^\/api\/manage\/v1\/accounts\/([^/]+)\/keys$/, "listKeys"],
  ["POST", /^\/api\/manage\/v1\/accounts\/([^/]+)\/keys\/import$/, "importKey"],
  ["GET", /^\/api\/manage\/v1\/accounts\/([^/]+)\/keys\/([^/]+)$/, "getKey"],
  ["PATCH", /^\/api\/manage\/v1\/accounts\/([^/]+)\/keys\/([^/]+)$/, "updateKey"],
  ["DELETE", /^\/api\/manage\/v1\/accounts\/([^/]+)\/keys\/([^/]+)$/, "revokeKey"],
  ["POST", /^\/api\/manage\/v1\/accounts\/([^/]+)\/keys\/([^/]+)\/rotate$/, "rotateKey"],
  ["GET", /^\/api\/manage\/v1\/accounts\/([^/]+)\/events$/, "listEvents"],
];

/** Operations that change something where they are done. */
const changes: readonly Operation[] = [
  "putAccount",
  "createKey",
  "importKey",
  "updateKey",
  "revokeKey",
  "rotateKey",
];

const read = new WeakMap<History, readonly Call[]>();

/** All exchanges of a history in the order in which they began. */
export function callsOf(history: History): readonly Call[] {
  const known = read.get(history);
  if (known) return known;
  const calls = history.exchanges.map(callOf);
  read.set(history, calls);
  return calls;
}

export function isChange({ operation }: Call): boolean {
  return changes.includes(operation);
}

/** Whether something may have come of it. */
export function mayHaveChanged(call: Call): boolean {
  return isChange(call) && call.outcome !== "refused" && !call.isReplayed;
}

export function requestIdOf({ answered }: Exchange): string | undefined {
  return answered?.headers.get("x-amzn-requestid") ?? undefined;
}

function callOf(exchange: Exchange): Call {
  const { asked, answered } = exchange;
  const { pathname, searchParams } = new URL(asked.target, "http://localhost");
  const route = routes.find(([method, path]) => method === asked.method && path.test(pathname));
  const [, accountId = "", keyId] = route?.[1].exec(pathname) ?? [];
  const answer = jsonOf(answered?.text);
  const made = answer.object === "api_key" ? String(answer.id) : "";
  return {
    exchange,
    operation: route?.[2] ?? "other",
    accountId: decodeURIComponent(accountId),
    keyId: keyId ?? made,
    body: jsonOf(asked.body),
    answer,
    outcome: outcomeOf(answered?.status, answer),
    query: searchParams,
    idempotencyKey: asked.headers["idempotency-key"] ?? asked.headers["Idempotency-Key"],
    isReplayed: answered?.headers.get("idempotency-replayed") === "true",
  };
}

function outcomeOf(status = 500, { code }: Json = {}): Outcome {
  if (status >= 500) return status === 503 && code === "unavailable" ? "refused" : "unknown";
  return status < 300 ? "done" : "refused";
}

function jsonOf(text: string | undefined): Json {
  try {
    const value: unknown = JSON.parse(text ?? "");
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
