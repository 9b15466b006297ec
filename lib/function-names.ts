import { functionRoutes } from "../core/config/protected-routes.ts";

/** The Lambda functions there are; each has its entry at `functions/<name>.ts`. */
export const functionNames = [
  "authorizer",
  ...new Set(functionRoutes.map((route) => route.function.name)),
  "account-management",
  "key-management",
  "operations",
  "management-authorizer",
  "event-publisher",
  "webhook-sender",
  "expiry-notices",
  "leak-report",
  "count-refusals",
] as const;
export type FunctionName = (typeof functionNames)[number];

/** Functions that `keys.forward` puts before a back end, with entries at `functions/<name>.ts` too. */
export const forwarderNames = ["forward-http", "forward-lambda"] as const;
export type ForwarderName = (typeof forwarderNames)[number];

/** One function's code as it is deployed: a single ES module that exports `handler`. */
export interface Bundle {
  readonly name: FunctionName | ForwarderName;
  readonly source: string;
  /** Whether every call of the handler passes through `withVerdict`. */
  readonly isWrappedInVerdict: boolean;
}

export type Bundles = Readonly<Record<FunctionName, Bundle>>;
