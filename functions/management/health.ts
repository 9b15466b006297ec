import * as budgets from "../../core/time/budgets.ts";
import { Deadline } from "../../core/time/deadline.ts";
import { withTimeout } from "../../core/time/with-timeout.ts";
import { logFault } from "../http/log.ts";

/** The parts that requests and people's calls depend on. */
export const healthParts = [
  "table",
  "pepper_secret",
  "origin_secret",
  "operator_token_secret",
  "access_log",
  "issuer",
] as const;
export type HealthPart = (typeof healthParts)[number];

/** Asks a part something harmless. Throws if it does not answer as it should. */
export type HealthCheck = (deadline: Deadline) => Promise<unknown>;

export interface CheckedPart {
  readonly part: HealthPart;
  readonly durationMs: number;
  /** The kind of fault, such as `AccessDeniedException`; undefined if the part is well. */
  readonly fault: string | undefined;
}

/** The versions of the pepper, without the pepper. */
export interface PepperVersions {
  readonly active: string;
  readonly versions: readonly string[];
}

export interface Health {
  readonly parts: readonly CheckedPart[];
  /** Undefined if its secret cannot be read. */
  readonly pepper: PepperVersions | undefined;
}

/** Checks all parts at the same time, each within its own time limit. */
export async function checkParts(
  checks: ReadonlyMap<HealthPart, HealthCheck>,
  now: () => number,
  limitMs: number = budgets.healthCheckMs,
): Promise<CheckedPart[]> {
  return Promise.all(
    [...checks].map(async ([part, check]) => {
      const startedAt = now();
      const fault = await faultOf(part, check, limitMs);
      return { part, durationMs: Math.round(now() - startedAt), fault };
    }),
  );
}

async function faultOf(
  part: HealthPart,
  check: HealthCheck,
  limitMs: number,
): Promise<string | undefined> {
  const deadline = new Deadline(limitMs);
  try {
    await withTimeout(check(deadline), limitMs);
    return undefined;
  } catch (error) {
    logFault("a part of the service is not well", error, { part });
    return kindOf(error);
  } finally {
    deadline.end();
  }
}

/** Its kind alone: a message may quote what was asked. */
function kindOf(error: unknown): string {
  if (!(error instanceof Error)) return "Error";
  return "code" in error && typeof error.code === "string" ? error.code : error.name;
}

export function healthObject({ parts, pepper }: Health) {
  return {
    object: "health",
    status: parts.every(({ fault }) => fault === undefined) ? "ok" : "failing",
    parts: parts.map(({ part, durationMs, fault }) => ({
      part,
      status: fault === undefined ? "ok" : "failing",
      duration_ms: durationMs,
      fault: fault ?? null,
    })),
    pepper: pepper ? { active: pepper.active, versions: pepper.versions } : null,
  } as const;
}
