import type { Verdict } from "../../core/admission/verdict.ts";

/** What a request with a key must be answered while nothing changes. */
export type Expected =
  | { readonly kind: "admitted"; readonly limit: number }
  | { readonly kind: "forbidden" }
  | { readonly kind: "invalid" };

/** How a key stands, as far as it decides about a request. */
export interface KeyState {
  readonly isActive: boolean;
  readonly isRevoked: boolean;
  readonly isExpired: boolean;
  readonly isEligible: boolean;
  readonly limit: number;
  /** The secrets that are good: the current one, and one in its grace period. */
  readonly tokens: readonly string[];
}

export function expectedOf(state: KeyState, token: string): Expected {
  const isLive = state.isActive && !state.isRevoked && !state.isExpired;
  if (!isLive || !state.tokens.includes(token)) return { kind: "invalid" };
  return state.isEligible ? { kind: "admitted", limit: state.limit } : { kind: "forbidden" };
}

interface Use {
  readonly token: string;
  readonly began: number;
  readonly ended: number;
  readonly verdict: Verdict | "fault";
}

interface Change {
  readonly what: string;
  readonly began: number;
  readonly ended: number;
  readonly after: KeyState;
}

/**
 * What happened, in the order in which it began and ended: every use of a key and every change of
 * it, as whoever asked for it saw them.
 */
export class History {
  readonly #uses: Use[] = [];
  readonly #changes: Change[] = [];
  #moment = 0;
  state: KeyState;

  constructor(state: KeyState) {
    this.state = state;
    this.#changes.push({ what: "the beginning", began: 0, ended: 0, after: state });
  }

  get useCount(): number {
    return this.#uses.length;
  }

  get admittedCount(): number {
    return this.#uses.filter(({ verdict }) => kindOf(verdict) === "admitted").length;
  }

  async use(verify: (token: string) => Promise<Verdict>, token: string): Promise<void> {
    const began = ++this.#moment;
    const verdict = await verify(token).catch(() => "fault" as const);
    this.#uses.push({ token, began, ended: ++this.#moment, verdict });
  }

  /** @param run answers what the change made of the state */
  async change(what: string, run: () => Promise<Partial<KeyState>>): Promise<void> {
    const began = ++this.#moment;
    const after = { ...this.state, ...(await run()) };
    this.#changes.push({ what, began, ended: ++this.#moment, after });
    this.state = after;
  }

  /**
   * A use that neither began nor ended during a change must be judged by the state of that time; one
   * that overlaps changes by any of the states that it may have met.
   *
   * @returns a sentence for each use that was not
   */
  faults(): string[] {
    return this.#uses.flatMap(({ token, began, ended, verdict }) => {
      const last = this.#changes.findLastIndex((change) => change.ended < began);
      const met = this.#changes.slice(last).filter((change) => change.began < ended);
      const allowed = met.map(({ after }) => expectedOf(after, token));
      if (allowed.some((expected) => isAsExpected(verdict, expected))) return [];
      const since = met.map(({ what }) => what).join(", ");
      return [`after ${since}: ${kindOf(verdict)} instead of ${JSON.stringify(allowed)}`];
    });
  }
}

function kindOf(verdict: Verdict | "fault"): string {
  return verdict === "fault" ? verdict : verdict.kind;
}

function isAsExpected(verdict: Verdict | "fault", expected: Expected): boolean {
  if (verdict === "fault" || verdict.kind !== expected.kind) return false;
  if (verdict.kind !== "admitted" || expected.kind !== "admitted") return true;
  return verdict.allowance.limit === expected.limit;
}
