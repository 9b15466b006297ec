import { randomBytes } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { Plan } from "../../../../core/account/plan.ts";
import { type ApiKey, defaultKeyPrefix, issueKeyFor } from "../../../../core/key/api-key.ts";
import { digestKey, type Keyring, parseKeyring } from "../../../../core/key/pepper.ts";
import { contractPlans, plans } from "../../../support/contract-config.ts";
import { ample } from "../../../support/deadlines.ts";
import { newKey } from "../../../support/keys.ts";
import { type Container, VerifyHouse } from "../../../support/verify-house.ts";

/*
 * Everything that may happen to one key, in any order, against a reference that is too simple to be
 * wrong: a handful of fields and the list of all admitted seconds. Two containers judge in turn.
 */

type Action =
  | { readonly do: "use"; readonly container: 0 | 1; readonly secret: "current" | "old" }
  | { readonly do: "fault"; readonly container: 0 | 1; readonly when: "before" | "after" }
  | { readonly do: "tick"; readonly ms: number }
  | { readonly do: "pause" | "resume" | "revoke" | "pepper" | "removeKey" }
  | { readonly do: "rotate"; readonly graceSeconds: number }
  | { readonly do: "expire"; readonly inSeconds: number | undefined }
  | { readonly do: "plan"; readonly plan: Plan }
  | { readonly do: "limit"; readonly limit: number }
  | { readonly do: "restart"; readonly container: 0 | 1 };

const container = fc.constantFrom(0 as const, 1 as const);
const action: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 24,
    arbitrary: fc.record({
      do: fc.constant("use" as const),
      container,
      secret: fc.constantFrom(
        "current" as const,
        "current" as const,
        "current" as const,
        "old" as const,
      ),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("fault" as const),
      container,
      when: fc.constantFrom("before" as const, "after" as const),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant("tick" as const),
      ms: fc.constantFrom(
        1,
        400,
        999,
        1_000,
        1_001,
        20_000,
        59_000,
        59_999,
        60_000,
        61_000,
        125_000,
      ),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constantFrom("pause" as const, "resume" as const, "resume" as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constantFrom("revoke" as const, "removeKey" as const) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("pepper" as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("rotate" as const),
      graceSeconds: fc.constantFrom(0, 1, 30, 200),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("expire" as const),
      inSeconds: fc.option(fc.integer({ min: 0, max: 90 }), { nil: undefined }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("plan" as const),
      plan: fc.constantFrom<Plan>("agency", "enterprise", ...plans),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("limit" as const),
      limit: fc.integer({ min: 1, max: 6 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("restart" as const), container }) },
);

class Reference {
  exists = true;
  isActive = true;
  isRevoked = false;
  expiresAt: number | undefined;
  plan: Plan = "agency";
  limit = 3;
  /** The second from which the replaced secret is refused. */
  oldUntil = 0;
  readonly admittedSeconds: number[] = [];

  visible(second: number): number {
    return this.admittedSeconds.filter((admitted) => admitted >= second - 60).length;
  }

  verdictAt(second: number, secret: "current" | "old"): string {
    const isExpired = this.expiresAt !== undefined && second >= this.expiresAt;
    const isDead = !this.exists || !this.isActive || this.isRevoked || isExpired;
    if (isDead || (secret === "old" && second >= this.oldUntil)) return "invalid";
    if (!contractPlans.isEligible(this.plan)) return "forbidden";
    return this.visible(second) < this.limit ? "admitted" : "limited";
  }
}

class Run {
  readonly #peppers = [randomBytes(32).toString("hex")];
  readonly #house = new VerifyHouse(this.#keyring());
  readonly #containers: readonly [Container, Container];
  readonly #reference = new Reference();
  readonly #id: string;
  #current: ApiKey;
  #old: ApiKey;
  /** Who has seen the window full, when, and under which secret: so long it may go on refusing. */
  readonly #sawFull: readonly [Set<string>, Set<string>] = [new Set(), new Set()];

  constructor() {
    const { key, record } = newKey(this.#house.keyring, { rateLimitPerMinute: 3 });
    this.#house.table.put(record);
    this.#containers = [this.#house.container(), this.#house.container()];
    this.#id = key.id;
    this.#current = key;
    this.#old = issueKeyFor(key.id, randomBytes, defaultKeyPrefix);
  }

  async do(step: Action): Promise<void> {
    const reference = this.#reference;
    const second = Math.floor(this.#house.nowEpochMs / 1000);
    switch (step.do) {
      case "use":
        return this.#use(step.container, step.secret);
      case "fault":
        return this.#useWithFault(step.container, step.when);
      case "tick":
        this.#house.nowEpochMs += step.ms;
        return;
      case "pause":
      case "resume":
        if (reference.isRevoked) return;
        reference.isActive = step.do === "resume";
        return this.#change({ isActive: reference.isActive });
      case "revoke":
        reference.isRevoked = true;
        return this.#change({ isActive: false, revokedAt: second });
      case "rotate":
        return this.#rotate(second, step.graceSeconds);
      case "pepper":
        this.#peppers.push(randomBytes(32).toString("hex"));
        this.#house.keyring = this.#keyring();
        return;
      case "removeKey":
        reference.exists = false;
        this.#house.table.records.delete(this.#id);
        return;
      case "expire":
        reference.expiresAt = step.inSeconds === undefined ? undefined : second + step.inSeconds;
        return this.#change({ expiresAt: reference.expiresAt });
      case "plan":
        reference.plan = step.plan;
        return this.#change({ plan: step.plan });
      case "limit":
        reference.limit = step.limit;
        return this.#change({ rateLimitPerMinute: step.limit });
      case "restart":
        this.#sawFull[step.container].clear();
        this.#containers[step.container].restart();
        return;
    }
  }

  async #use(who: 0 | 1, secret: "current" | "old"): Promise<void> {
    const second = Math.floor(this.#house.nowEpochMs / 1000);
    const expected = this.#reference.verdictAt(second, secret);
    const { text } = secret === "current" ? this.#current : this.#old;
    const before = this.#counted();
    const verdict = await this.#containers[who].verify(text);

    const mayStillRefuse = this.#sawFull[who].has(`${second} ${text}`);
    if (verdict.kind === "limited" && expected !== "limited") expect(mayStillRefuse).toBe(true);
    else expect(verdict.kind).toBe(expected);

    if (verdict.kind === "admitted") this.#reference.admittedSeconds.push(second);
    expect(this.#counted() - before).toBe(verdict.kind === "admitted" ? 1 : 0);
    const visible = this.#reference.visible(second);
    const isFull = visible >= this.#reference.limit;
    if (isFull) {
      for (const seen of [this.#current, this.#old])
        this.#sawFull[who].add(`${second} ${seen.text}`);
    }
    if (verdict.kind === "admitted" || (verdict.kind === "limited" && expected === "limited")) {
      const { limit, plan } = this.#reference;
      if (verdict.kind === "admitted" || !mayStillRefuse)
        expect(verdict.allowance.limit).toBe(limit);
      expect(verdict.allowance.remaining).toBe(Math.max(0, verdict.allowance.limit - visible));
      if (verdict.kind === "admitted") expect(verdict.caller.plan).toBe(plan);
    }
  }

  /** A request is lost on its way to the table or back: it fails, and at most one use is counted. */
  async #useWithFault(who: 0 | 1, when: "before" | "after"): Promise<void> {
    const house = this.#house;
    const second = Math.floor(house.nowEpochMs / 1000);
    const { admit, readKey } = house;
    house.admit = async (attempt) => {
      if (when === "after") await admit(attempt, ample);
      throw new Error("out of reach");
    };
    house.readKey = async () => Promise.reject(new Error("out of reach"));
    const before = this.#counted();
    const outcome = await this.#containers[who].verify(this.#current.text).then(
      ({ kind }) => kind,
      () => "fault",
    );
    Object.assign(house, { admit, readKey });
    // Memory alone may refuse, where that is sound; nothing may admit.
    const isGone = !this.#reference.exists || this.#reference.isRevoked;
    expect(["fault", "limited", ...(isGone ? ["invalid"] : [])]).toContain(outcome);
    const counted = this.#counted() - before;
    expect(counted).toBeLessThanOrEqual(when === "after" ? 1 : 0);
    for (let use = 0; use < counted; use++) this.#reference.admittedSeconds.push(second);
  }

  #rotate(second: number, graceSeconds: number): void {
    const before = this.#house.table.records.get(this.#id);
    if (!before || this.#reference.isRevoked) return;
    this.#old = this.#current;
    this.#current = issueKeyFor(this.#id, randomBytes, defaultKeyPrefix);
    this.#reference.oldUntil = second + graceSeconds;
    const digest = digestKey(this.#current.text, this.#house.keyring);
    if (!digest) throw new Error("the keyring lacks its active version");
    const validUntil = graceSeconds > 0 ? second + graceSeconds : 0;
    this.#change({
      digest,
      previous: { digest: before.digest, validUntil, lastUsedAt: undefined },
    });
  }

  #change(change: Parameters<VerifyHouse["table"]["change"]>[1]): void {
    if (this.#reference.exists) this.#house.table.change(this.#id, change);
  }

  #counted(): number {
    return this.#house.table.records.get(this.#id)?.totalRequests ?? 0;
  }

  #keyring(): Keyring {
    const versions = this.#peppers.map((pepper, index) => [`v${index + 1}`, pepper]);
    const active = `v${this.#peppers.length}`;
    return parseKeyring(JSON.stringify({ active, ...Object.fromEntries(versions) }));
  }
}

describe("a key through its life", () => {
  it("is judged as the reference judges it, whatever happens and whoever asks", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(action, { minLength: 1, maxLength: 80, size: "max" }),
        async (actions) => {
          const run = new Run();
          for (const step of actions) await run.do(step);
        },
      ),
      { numRuns: 300 },
    );
  });
});
