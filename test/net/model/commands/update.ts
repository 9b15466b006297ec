import fc from "fast-check";
import type { Oracle, OracleKey } from "../oracle.ts";
import { anyRules, applyRules, type Rules } from "../rules.ts";
import {
  expectFields,
  expectStatus,
  type ModelCommand,
  type Session,
  shownTime,
} from "../session.ts";

/** A change of a key: the body at a given time, and its effect on the expected key. */
interface KeyChange {
  readonly what: string;
  readonly body: (nowMs: number) => Readonly<Record<string, unknown>>;
  readonly apply: (key: OracleKey, body: Readonly<Record<string, unknown>>) => void;
}

/** Pauses, resumes, renames, and sets the limit or the expiry. A revoked key stays as it is. */
class Update implements ModelCommand {
  readonly index: number;
  readonly change: KeyChange;

  constructor(index: number, change: KeyChange) {
    this.index = index;
    this.change = change;
  }

  check({ keys }: Readonly<Oracle>): boolean {
    return keys.length > 0;
  }

  async run(oracle: Oracle, session: Session): Promise<void> {
    const key = oracle.key(this.index);
    const body = this.change.body(session.nowMs);
    const { answer } = await session.change("PATCH", key.path, { body });
    if (key.isRevoked) return expectStatus(answer, 409);
    expectStatus(answer, 200);
    expectFields(answer.json, body);
    this.change.apply(key, body);
  }

  toString(): string {
    return `update(key ${this.index}, ${this.change.what})`;
  }
}

function pauses(isActive: boolean): KeyChange {
  return {
    what: isActive ? "resume" : "pause",
    body: () => ({ is_active: isActive }),
    apply: (key) => {
      key.isPaused = !isActive;
    },
  };
}

function limits(limit: number): KeyChange {
  return {
    what: `limit ${limit}`,
    body: () => ({ rate_limit_per_minute: limit }),
    apply: (key) => {
      key.limit = limit;
    },
  };
}

function names(name: string): KeyChange {
  return {
    what: `name ${name}`,
    body: () => ({ name }),
    apply: (key) => {
      key.name = name;
    },
  };
}

function rules(body: Rules): KeyChange {
  return {
    what: JSON.stringify(body),
    body: () => ({ ...body }),
    apply: (key) => applyRules(key, body),
  };
}

function expiries(inSeconds: number | undefined): KeyChange {
  return {
    what: `expires in ${inSeconds ?? "no"} s`,
    body: (nowMs) => {
      const atMs = inSeconds === undefined ? undefined : nowMs + inSeconds * 1000;
      return { expires_at: shownTime(atMs) };
    },
    apply: (key, { expires_at }) => {
      key.expiresAtMs = typeof expires_at === "string" ? Date.parse(expires_at) : undefined;
    },
  };
}

function updates(params: fc.Arbitrary<KeyChange>) {
  return fc.tuple(fc.nat({ max: 9 }), params).map(([index, change]) => new Update(index, change));
}

export const ruleCommands = updates(anyRules.map(rules));
export const pauseCommands = updates(fc.boolean().map(pauses));
export const limitCommands = updates(fc.integer({ min: 1, max: 8 }).map(limits));
export const renameCommands = updates(fc.constantFrom("A", "B").map(names));
/** Short enough for a tick, and long enough for the request itself on a busy machine. */
export const expiryCommands = updates(fc.constantFrom(undefined, 20, 45, 3_600).map(expiries));
