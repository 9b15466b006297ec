import { parseArgs } from "node:util";
import { regions } from "./prices.ts";
import { type Usage, usualUsage } from "./usage.ts";

export interface CostOptions {
  readonly usage: Usage;
  readonly region: string;
  readonly isJson: boolean;
  /** Whether the bill is that of a deployment without a request. */
  readonly isIdle: boolean;
  readonly wantsHelp: boolean;
}

/** The message names the flag. */
export class CostUsageError extends Error {}

/** Which flag sets which number, and what it is. */
export const usageFlags = {
  requests: { sets: "requests", help: "admitted requests a month, such as 50e6" },
  refused: { sets: "refused", help: "requests a month that are refused with 429" },
  "edge-share": { sets: "edgeShare", help: "part of them by the distribution, 0 to 1" },
  keys: { sets: "keys", help: "keys in the table" },
  writes: { sets: "writesPerRequest", help: "writes per admitted request" },
  "authorizer-ms": { sets: "authorizerMs", help: "billed duration of the authorizer" },
  "function-ms": { sets: "functionMs", help: "billed duration of the function" },
  "response-bytes": { sets: "responseBytes", help: "size of an answer" },
  "log-bytes": { sets: "accessLogBytes", help: "size of a line in the access log" },
  containers: { sets: "containers", help: "containers of the authorizer, around the clock" },
} as const satisfies Record<string, { readonly sets: keyof Usage; readonly help: string }>;

/** Above any API's traffic; keeps a slip of the finger from printing nonsense. */
const greatest = 1e13;

/** @throws CostUsageError */
export function parseCostOptions(args: readonly string[]): CostOptions {
  const values = readValues(args);
  const region = values.region ?? "us-east-1";
  if (typeof region !== "string" || !Object.hasOwn(regions, region)) {
    throw new CostUsageError(`--region must be one of ${Object.keys(regions).join(", ")}`);
  }
  const given = Object.entries(usageFlags).flatMap(([flag, { sets }]) => {
    const text = values[flag];
    return typeof text === "string" ? [[sets, parseNumber(flag, text)]] : [];
  });
  const usage = { ...usualUsage, ...Object.fromEntries(given) };
  if (usage.edgeShare > 1) throw new CostUsageError("--edge-share must be a number from 0 to 1");
  return {
    usage,
    region,
    isJson: values.json === true,
    isIdle: isIdle(values),
    wantsHelp: values.help === true,
  };
}

/** Nothing that is used costs anything then. */
function isIdle(values: Readonly<Record<string, unknown>>): boolean {
  const [flag] = Object.keys(usageFlags).filter((each) => values[each] !== undefined);
  if (values.idle === true && flag !== undefined) {
    throw new CostUsageError(`--idle and --${flag} exclude each other`);
  }
  return values.idle === true;
}

function readValues(args: readonly string[]): Record<string, string | boolean | undefined> {
  const number = { type: "string" } as const;
  try {
    return parseArgs({
      args: [...args],
      options: {
        ...Object.fromEntries(Object.keys(usageFlags).map((flag) => [flag, number])),
        region: { type: "string" },
        json: { type: "boolean" },
        idle: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    }).values;
  } catch (error) {
    throw new CostUsageError(error instanceof Error ? error.message : String(error));
  }
}

/** Digits with an optional fraction and exponent; `_` and `,` may group them. */
function parseNumber(flag: string, text: string): number {
  const plain = text.replaceAll(/[_,]/g, "");
  const value = /^\d+(\.\d+)?(e\d{1,2})?$/i.test(plain) ? Number(plain) : Number.NaN;
  if (value <= greatest) return value;
  throw new CostUsageError(`--${flag} must be a number from 0 to 1e13, such as 50e6`);
}
