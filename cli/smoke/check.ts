import type { House } from "./house.ts";
import { parseJson } from "./parse-json.ts";
import type { WireResponse } from "./wire.ts";

/** One promise of the contract, or one thing that only the deployed platform can answer. */
export interface Check {
  readonly name: string;
  run(house: House): Promise<Finding>;
}

export interface Finding {
  /** None: the check passed. */
  readonly faults?: readonly string[];
  /** A figure to report, whether the check passed or not. */
  readonly measured?: string;
  /** Why the check does not apply to this deployment. */
  readonly skipped?: string;
}

export interface Expected {
  readonly status: number;
  /** The whole body, or fields of a JSON body. */
  readonly body?: string | Readonly<Record<string, unknown>>;
  /** By lower-case name: the value, a pattern, or null if the header must be absent. */
  readonly headers?: Readonly<Record<string, string | RegExp | null>>;
}

const longestQuote = 160;

/** @returns how a response differs from what is expected, each fault beginning with `what` */
export function faultsOf(what: string, response: WireResponse, expected: Expected): string[] {
  const faults: string[] = [];
  if (response.status !== expected.status) {
    faults.push(`status ${response.status}, not ${expected.status}: ${quoted(response.text)}`);
  } else {
    faults.push(...bodyFaults(response, expected.body));
  }
  for (const [name, wanted] of Object.entries(expected.headers ?? {})) {
    const value = response.headers[name];
    if (!fits(value, wanted)) faults.push(`${name} is ${value ?? "absent"}, not ${wanted}`);
  }
  return faults.map((fault) => `${what}: ${fault}`);
}

function bodyFaults({ text, headers }: WireResponse, wanted: Expected["body"]): string[] {
  if (wanted === undefined) return [];
  if (typeof wanted === "string") return text === wanted ? [] : [`body ${quoted(text)}`];
  if (!headers["content-type"]?.startsWith("application/json")) {
    return [`Content-Type is ${headers["content-type"] ?? "absent"}, not application/json`];
  }
  const json = parseJson(text);
  return Object.entries(wanted)
    .filter(([name, value]) => JSON.stringify(json[name]) !== JSON.stringify(value))
    .map(([name, value]) => `${name} is ${quoted(json[name])}, not ${quoted(value)}`);
}

function fits(value: string | undefined, wanted: string | RegExp | null): boolean {
  if (wanted === null) return value === undefined;
  if (value === undefined) return false;
  return typeof wanted === "string" ? value === wanted : wanted.test(value);
}

function quoted(value: unknown): string {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "absent");
  return text.length > longestQuote ? `${text.slice(0, longestQuote)}…` : text;
}

export function errorBody(error: { readonly message: string }): string {
  return JSON.stringify({ error: error.message });
}
