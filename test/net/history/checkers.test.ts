import { describe, expect, it } from "@jest/globals";
import { checkCap } from "./check-cap.ts";
import { checkListings } from "./check-listings.ts";
import { checkObservations } from "./check-observations.ts";
import { checkOwnership } from "./check-ownership.ts";
import { checkQuiet } from "./check-quiet.ts";
import { checkRateLimit } from "./check-rate-limit.ts";
import { checkTrail } from "./check-trail.ts";
import { checkVerdicts } from "./check-verdicts.ts";
import type { Checker } from "./exchange.ts";
import { event, keyObject, type WrittenHistory, withKey } from "./support/written-history.ts";

/*
 * Checkers accuse only where no order of overlapping requests explains the answers: each case that
 * is accused here has a neighbour that is not.
 */

function found(check: Checker, { history }: WrittenHistory): string[] {
  return check(history).map(({ message }) => message);
}

describe("I1, the rate limit", () => {
  it("is broken by three admissions that surely lie within 60 s", () => {
    const uses = (last: number) =>
      withKey()
        .use([2, 2.1], 200, 1)
        .use([3, 3.1], 200)
        .use([last, last + 0.1], 200);
    expect(found(checkRateLimit, uses(61.5))).toContain(
      "key key00001 was admitted 3 units within 60 s, at most 2 were allowed",
    );
    expect(found(checkRateLimit, uses(61.95)).join()).not.toContain("3 units");
  });

  it("is broken by three admissions at once, unless the limit may have been raised", () => {
    const burst = (history: WrittenHistory) =>
      history.use([2, 3], 200, 1).use([2, 3], 200).use([2, 3], 200);
    expect(found(checkRateLimit, burst(withKey())).join()).toContain("3 units");
    const raised = withKey().patch([2.5, 2.6], { rate_limit_per_minute: 3 });
    expect(found(checkRateLimit, burst(raised)).join()).not.toContain("3 units");
  });

  it("is broken by a refusal that fewer than the limit came before in 61 s", () => {
    const refused = (at: number) =>
      withKey()
        .use([2, 2.1], 200, 1)
        .use([3, 3.1], 200)
        .use([at, at + 0.1], 429);
    expect(found(checkRateLimit, refused(62.9))).toEqual([]);
    expect(found(checkRateLimit, refused(63.2)).join()).toContain("though at most 1 of 2");
  });

  it("counts what was answered 503 as possibly counted, and more often on a bad line", () => {
    const refused = withKey().use([2, 2.1], 200, 1).use([3, 3.1], 503).use([4, 4.1], 429);
    expect(found(checkRateLimit, refused)).toEqual([]);
    const twice = withKey().use([2, 2.1], 200, 1).use([3, 3.1], 429);
    expect(found(checkRateLimit, twice).join()).toContain("was refused");
    expect(found(checkRateLimit, twice.disturbed([2, 2.05]))).toEqual([]);
  });

  it("counts a refusal on a bad line as possibly counted by an attempt before", () => {
    const refused = () => withKey().use([2, 2.1], 200, 1).use([3, 3.1], 429).use([4, 4.1], 429);
    expect(found(checkRateLimit, refused()).join()).toContain("though at most 1 of 2");
    expect(found(checkRateLimit, refused().disturbed([3, 3.05]))).toEqual([]);
  });

  it("shows what is left as it is", () => {
    expect(found(checkRateLimit, withKey().use([2, 2.1], 200, 1))).toEqual([]);
    expect(found(checkRateLimit, withKey().use([2, 2.1], 200, 0))).toEqual([
      "1 were used before, at most 0 are known of",
    ]);
    expect(
      found(checkRateLimit, withKey({ rate_limit_per_minute: 3 }).use([2, 2.1], 200, 1)),
    ).toEqual(["the limit is shown as 2"]);
  });
});

describe("I2, verdicts", () => {
  it.each<[string, (history: WrittenHistory) => WrittenHistory]>([
    ["a revoke", (history) => history.revoke([2, 3])],
    ["a pause", (history) => history.patch([2, 3], { is_active: false })],
    ["a rotation", (history) => history.rotate([2, 3], 0)],
    ["a downgrade", (history) => history.account([2, 3], { plan: "pro" }, 200)],
    ["an expiry", (history) => history.patch([2, 3], { expires_at: "1970-01-01T00:00:03Z" })],
  ])("admit nothing that begins after the answer to %s", (_, change) => {
    expect(found(checkVerdicts, change(withKey()).use([3.1, 3.2], 200)).join()).toContain(
      "admitted",
    );
    expect(found(checkVerdicts, change(withKey()).use([2.9, 3.2], 200))).toEqual([]);
  });

  it("may go either way where a change was answered 503", () => {
    for (const status of [200, 401]) {
      const unknown = withKey().revoke([2, 3], 503).use([4, 4.1], status, 1);
      expect(found(checkVerdicts, unknown)).toEqual([]);
    }
  });

  it("refuse no good key, and answer 503 only while something is wrong", () => {
    expect(found(checkVerdicts, withKey().use([2, 2.1], 401)).join()).toContain("was invalid");
    expect(found(checkVerdicts, withKey().use([2, 2.1], 503)).join()).toContain("was unavailable");
    expect(found(checkVerdicts, withKey().use([2, 2.1], 503).disturbed([1.5, 1.6]))).toEqual([]);
  });

  it("keep a secret good for its grace period, and no longer", () => {
    const rotated = () => withKey().rotate([2, 2.1], 10);
    expect(found(checkVerdicts, rotated().use([5, 5.1], 200))).toEqual([]);
    expect(found(checkVerdicts, rotated().use([5, 5.1], 401)).join()).toContain("was invalid");
    expect(found(checkVerdicts, rotated().use([13, 13.1], 200)).join()).toContain("was admitted");
  });

  it("may be 429 until the second ends in which a full window was seen", () => {
    const revoked = (at: number) =>
      withKey()
        .revoke([2, 2.1])
        .use([at, at + 0.1], 429);
    expect(found(checkVerdicts, revoked(2.9))).toEqual([]);
    expect(found(checkVerdicts, revoked(3.2)).join()).toContain("was limited");
  });
});

const created = event(1, "key.created", { name: { before: null, after: "Key" } });
const born = event(0, "account.created", { plan: { before: null, after: "agency" } }, null);
const renamed = (request: number, before: string, after: string) =>
  event(request, "key.updated", { name: { before, after } });

describe("I4 and I10, the trail", () => {
  it("has an event of each change that was answered, and of no other", () => {
    const changed = (events: object[]) =>
      withKey()
        .patch([2, 2.1], { name: "A" })
        .patch([3, 3.1], { name: "B" }, 409)
        .list([4, 4.1], "events", events);
    expect(found(checkTrail, changed([renamed(2, "Key", "A"), created, born]))).toEqual([]);
    expect(found(checkTrail, changed([created, born])).join()).toContain("a change has 0 events");
    const refused = [renamed(3, "A", "B"), renamed(2, "Key", "A"), created, born];
    expect(found(checkTrail, changed(refused)).join()).toContain(
      "of a request that made no such change",
    );
  });

  it("may have one or none of a change that was answered 503, or that changed nothing", () => {
    const unknown = (events: object[]) =>
      withKey().patch([2, 2.1], { name: "A" }, 503).list([4, 4.1], "events", events);
    expect(found(checkTrail, unknown([renamed(2, "Key", "A"), created, born]))).toEqual([]);
    expect(found(checkTrail, unknown([created, born]))).toEqual([]);
    const nothing = withKey()
      .patch([2, 2.1], { name: "Key" })
      .list([4, 4.1], "events", [created, born]);
    expect(found(checkTrail, nothing)).toEqual([]);
  });

  it("is in the order of the changes where they did not overlap", () => {
    const moved = (start: number) =>
      withKey()
        .patch([2, 3], { name: "A" })
        .patch([start, 4], { is_active: false })
        .list([5, 5.1], "events", [
          renamed(2, "Key", "A"),
          event(3, "key.updated", { is_active: { before: null, after: false } }),
          created,
          born,
        ]);
    expect(found(checkTrail, moved(2.5))).toEqual([]);
    expect(found(checkTrail, moved(3.5)).join()).toContain("an earlier change after a later one");
  });

  it("goes on from event to event, and ends with what is shown", () => {
    const told = (events: object[]) =>
      withKey()
        .patch([2, 3], { name: "A" })
        .patch([2, 3], { name: "B" })
        .read([4, 4.1], { name: "B" })
        .list([5, 5.1], "events", [...events, created, born]);
    expect(found(checkTrail, told([renamed(3, "A", "B"), renamed(2, "Key", "A")]))).toEqual([]);
    const swapped = told([renamed(2, "Key", "A"), renamed(3, "A", "B")]);
    expect(found(checkTrail, swapped).join()).toContain("name was Key, the next event says A");
    const wrongEnd = told([renamed(2, "B", "A"), renamed(3, "Key", "B")]);
    expect(found(checkTrail, wrongEnd).join()).toContain("name is B, its trail ends with A");
  });
});

describe("I5, listings and the cap", () => {
  const second = keyObject({ id: "key00002" });

  it("lists what was made, newest first, and nothing else", () => {
    const two = (times: [number, number], keys: object[]) =>
      withKey().key(times, { id: "key00002" }).list([4, 5], "keys", keys);
    expect(found(checkListings, two([2, 3], [second, keyObject({})]))).toEqual([]);
    expect(found(checkListings, two([2, 3], [keyObject({})])).join()).toContain(
      "key00002 is not listed",
    );
    expect(found(checkListings, two([2, 4.5], [keyObject({})]))).toEqual([]);
    expect(found(checkListings, two([2, 3], [keyObject({}), second])).join()).toContain(
      "is listed after it",
    );
    expect(found(checkListings, two([1, 3], [keyObject({}), second]))).toEqual([]);
    expect(
      found(checkListings, withKey().list([4, 5], "keys", [second, keyObject({})])).join(),
    ).toContain("1 are listed that nobody made");
    const unknown = withKey()
      .key([2, 3], {}, 503)
      .list([4, 5], "keys", [second, keyObject({})]);
    expect(found(checkListings, unknown)).toEqual([]);
  });

  it("keeps to its filter", () => {
    const paused = (listed: object[], query: string) =>
      withKey().patch([2, 3], { is_active: false }).list([4, 5], "keys", listed, query);
    expect(found(checkListings, paused([], "?is_active=true"))).toEqual([]);
    expect(found(checkListings, paused([], "?is_active=false")).join()).toContain("is not listed");
    expect(found(checkListings, paused([keyObject({})], "?is_active=true")).join()).toContain(
      "against the filter",
    );
  });

  it("has no more active keys than the cap, unless one may have been revoked or the cap raised", () => {
    const third = (history: WrittenHistory) =>
      history.key([2, 3], { id: "key00002" }).key([2, 3], { id: "key00003" });
    expect(found(checkCap, third(withKey())).join()).toContain("has 3 active keys");
    expect(found(checkCap, third(withKey().revoke([2, 3])))).toEqual([]);
    expect(found(checkCap, third(withKey().account([2, 3], { max_active_keys: 3 }, 200)))).toEqual(
      [],
    );
  });

  it("refuses a key only at the cap, and never a request that made one", () => {
    const refused = (history: WrittenHistory, headers: Record<string, string> = {}) =>
      history.key([4, 5], { object: "", error: "Active key limit reached" }, 409, headers);
    expect(found(checkCap, refused(withKey())).join()).toContain("with at most 1 of 2 active");
    expect(found(checkCap, refused(withKey().key([2, 3], { id: "key00002" })))).toEqual([]);
    const same = { "idempotency-key": "once" };
    const repeated = refused(withKey().key([2, 3], { id: "key00002" }, 201, same), same);
    expect(found(checkCap, repeated).join()).toContain("was refused a key");
  });
});

describe("I7, I9", () => {
  it("refuses others' accounts, and limits above the plan's", () => {
    const user = (accountId: string) => ({ kind: "user", accountId }) as const;
    const reached = (accountId: string, status: number) =>
      withKey().add([2, 3], "GET", "/api/manage/v1/accounts/acct_1/keys/key00001", status, {
        credential: user(accountId),
        json: status === 200 ? keyObject({}) : {},
      });
    expect(found(checkOwnership, reached("acct_1", 200))).toEqual([]);
    expect(found(checkOwnership, reached("acct_2", 404))).toEqual([]);
    expect(found(checkOwnership, reached("acct_2", 200)).join()).toContain("another's account");
    const asked = (limit: number) =>
      withKey().add([2, 3], "PATCH", "/api/manage/v1/accounts/acct_1/keys/key00001", 200, {
        credential: user("acct_1"),
        body: { rate_limit_per_minute: limit },
      });
    expect(found(checkOwnership, asked(60))).toEqual([]);
    expect(found(checkOwnership, asked(61)).join()).toContain("above the plan's");
  });

  it("lets a change that was answered 503 show until a newer one is answered, and never after", () => {
    const late = (name: string) =>
      withKey()
        .patch([2, 3], { name: "A" }, 503)
        .read([4, 4.1], { name: "A" })
        .patch([5, 6], { name: "B" })
        .read([7, 7.1], { name });
    expect(found(checkObservations, late("B"))).toEqual([]);
    expect(found(checkObservations, late("A")).join()).toContain('name is shown as "A"');
  });

  it("lets nothing reach the database while no request is under way", () => {
    expect(found(checkQuiet, withKey().call(1.05))).toEqual([]);
    expect(found(checkQuiet, withKey().call(1.5))).toEqual([
      "UpdateItem came 400 ms after the last answer",
    ]);
  });
});
