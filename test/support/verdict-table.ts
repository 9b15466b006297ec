import { readFileSync } from "node:fs";
import type { ForbiddenReason, LimitedVerdict } from "../../core/admission/verdict.ts";
import type { ForwardedVerdict } from "../../core/admission/verdict-response.ts";
import { encodeInvalidParameter, encodeVerdict } from "../../functions/http/verdict-context.ts";
import { throughGateway } from "./through-gateway.ts";

interface Expected {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** One context, and the response to it: the handler's with `headers` added, or a refusal. */
export type TableRow = { readonly name: string; readonly context: unknown } & (
  | (Expected & { readonly caller: Readonly<Record<string, string>> })
  | (Expected & { readonly body: string })
);

/** Test cases for the wrappers of every language: see examples/python-lambda. */
export const verdictTable: { readonly judged: TableRow[]; readonly unjudged: TableRow[] } =
  JSON.parse(readFileSync(new URL("../fixtures/verdict-contexts.json", import.meta.url), "utf8"));

const caller = { keyId: "3kTMd92x", accountId: "acct_1", plan: "agency" };
const allowance = {
  limit: 60,
  remaining: 59,
  resetAtEpochSeconds: 1_800_000_061,
  resetAfterSeconds: 61,
  quotas: [],
};
const day = { periodSeconds: 86_400, resetAfterSeconds: 7_200 };
const usedUp = { ...allowance, remaining: 0, resetAfterSeconds: 7 };
const texts = { scope: "models:read", planRefusal: "It's for other plans." };

// Records by every reason, so that a new one without a row does not compile.
const forbidden: Record<ForbiddenReason, string> = {
  suspended: "account suspended",
  plan: "plan not eligible",
  address: "other address",
  scope: "scope missing",
  cost: "cost too high",
};
const limited: Record<LimitedVerdict["reason"], Record<string, ForwardedVerdict>> = {
  limit: {
    "over the limit": {
      kind: "limited",
      reason: "limit",
      caller,
      allowance: usedUp,
      retryAfterSeconds: 7,
    },
  },
  quota: {
    "over a quota": {
      kind: "limited",
      reason: "quota",
      caller,
      allowance: {
        ...allowance,
        quotas: [{ period: "day", quota: 1_000, remaining: 0, ...day }],
      },
      retryAfterSeconds: 7_200,
    },
    "over a quota that never renews": {
      kind: "limited",
      reason: "quota",
      caller,
      allowance: {
        ...allowance,
        quotas: [
          {
            period: "total",
            quota: 5,
            remaining: 0,
            periodSeconds: undefined,
            resetAfterSeconds: undefined,
          },
        ],
      },
      retryAfterSeconds: undefined,
    },
  },
};
const verdicts: Record<ForwardedVerdict["kind"], Record<string, ForwardedVerdict>> = {
  admitted: {
    admitted: { kind: "admitted", caller, allowance },
    "admitted, with quotas": {
      kind: "admitted",
      caller: { ...caller, plan: "a plan of tomorrow" },
      allowance: {
        ...allowance,
        quotas: [{ period: "day", quota: 1_000, remaining: 12, ...day }],
      },
    },
  },
  limited: { ...limited.limit, ...limited.quota },
  forbidden: Object.fromEntries(
    Object.keys(forbidden)
      .filter((reason): reason is ForbiddenReason => reason in forbidden)
      .map((reason) => [forbidden[reason], { kind: "forbidden", reason, caller }]),
  ),
  unavailable: { "could not be checked": { kind: "unavailable" } },
};

/** Every context that the authorizer lets through, by the name of its row. */
export function authorizersContexts(): Record<string, unknown> {
  const contexts: Record<string, unknown> = {
    "parameter at fault": throughGateway(encodeInvalidParameter("scope")),
  };
  for (const ofKind of Object.values(verdicts)) {
    for (const [name, verdict] of Object.entries(ofKind)) {
      contexts[name] = throughGateway(encodeVerdict(verdict, texts));
    }
  }
  return contexts;
}
