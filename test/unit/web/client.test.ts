import { describe, expect, it } from "@jest/globals";
import {
  ApiError,
  explain,
  fieldFaults,
  isOutOfDate,
  SessionEnded,
  Unreachable,
} from "../../../web/page/api/api-error.ts";
import { type Credentials, createClient } from "../../../web/page/api/client.ts";
import { createClock } from "../../../web/page/api/clock.ts";

interface Sent {
  readonly url: string;
  readonly init: RequestInit;
}

/** A browser whose requests are answered by the given answers, one after the other. */
function browser(...answers: (Response | Error)[]) {
  const sent: Sent[] = [];
  const fetch = async (url: unknown, init: RequestInit = {}): Promise<Response> => {
    sent.push({ url: String(url), init });
    const answer = answers.shift();
    if (answer instanceof Response) return answer;
    throw answer ?? new Error("one request too many");
  };
  return { sent, fetch };
}

function credentials(isRenewable = true): Credentials & { renewals: number } {
  const state = {
    renewals: 0,
    accessToken: async () => `token ${state.renewals}`,
    renew: async () => {
      if (isRenewable) state.renewals += 1;
      return isRenewable;
    },
  };
  return state;
}

const refused = () => Response.json({ error: "Invalid credentials" }, { status: 401 });
const get = { method: "GET", path: "/accounts/demo" } as const;

describe("a call of the management API", () => {
  it("goes to the page's own host with the token, and never carries cookies", async () => {
    const { sent, fetch } = browser(Response.json({ fine: true }));
    const call = createClient(fetch, credentials(), () => {});
    const body = { name: "x" };
    const request = { method: "POST", path: "/accounts/demo/keys", body, idempotencyKey: "id" };
    expect(await call({ ...request, method: "POST" })).toEqual({
      status: 200,
      body: { fine: true },
    });
    expect(sent[0]?.url).toBe("/api/manage/v1/accounts/demo/keys");
    expect(sent[0]?.init).toMatchObject({
      method: "POST",
      body: '{"name":"x"}',
      credentials: "omit",
      redirect: "error",
    });
    expect(Object.fromEntries(new Headers(sent[0]?.init.headers))).toEqual({
      accept: "application/json",
      authorization: "Bearer token 0",
      "content-type": "application/json",
      "idempotency-key": "id",
    });
  });

  it("is made again with a fresh token, once, where the first was refused", async () => {
    const { sent, fetch } = browser(refused(), Response.json({}));
    const tokens = credentials();
    await createClient(fetch, tokens, () => {})(get);
    expect(tokens.renewals).toBe(1);
    expect(new Headers(sent[1]?.init.headers).get("authorization")).toBe("Bearer token 1");
  });

  it("ends the session where the fresh token is refused, too, or there is none", async () => {
    const twice = createClient(browser(refused(), refused()).fetch, credentials(), () => {});
    await expect(twice(get)).rejects.toThrow(SessionEnded);
    const once = createClient(browser(refused()).fetch, credentials(false), () => {});
    await expect(once(get)).rejects.toThrow(SessionEnded);
    const nobody = { accessToken: async () => undefined, renew: async () => false };
    const never = browser();
    await expect(createClient(never.fetch, nobody, () => {})(get)).rejects.toThrow(SessionEnded);
    expect(never.sent).toEqual([]);
  });

  it("fails with the API's own message, or with the status of an answer that has none", async () => {
    const answers = [
      Response.json(limitReached, { status: 409 }),
      new Response("<html>", { status: 502 }),
    ];
    const call = createClient(browser(...answers).fetch, credentials(), () => {});
    const refused = { status: 409, code: "active_key_limit_reached", message: limitReached.error };
    await expect(call(get)).rejects.toMatchObject(refused);
    const foreign = { status: 502, code: undefined, message: "The service returned status 502." };
    await expect(call(get)).rejects.toMatchObject(foreign);
  });

  it("says where there was no answer at all", async () => {
    const call = createClient(browser(new TypeError("net")).fetch, credentials(), () => {});
    await expect(call(get)).rejects.toThrow(Unreachable);
  });

  it("hands on what time the service says it is", async () => {
    const heard: (string | null)[] = [];
    const answer = Response.json({}, { headers: { date: "Sun, 22 Nov 2026 12:00:00 GMT" } });
    await createClient(browser(answer).fetch, credentials(), (date) => heard.push(date))(get);
    expect(heard).toEqual(["Sun, 22 Nov 2026 12:00:00 GMT"]);
  });
});

const limitReached = { error: "Active key limit reached", code: "active_key_limit_reached" };

describe("what people are told of a failure", () => {
  it.each([
    [new SessionEnded(), /session has ended/],
    [new Unreachable(), /could not be reached/],
    [new ApiError(409, limitReached), /^Active key limit reached\.$/],
    [new ApiError(429, { error: "Too many requests" }), /Too many requests\. Try again/],
    [
      new ApiError(503, { error: "Service temporarily unavailable" }),
      /temporarily unavailable\. Try/,
    ],
    [new Error("internal detail"), /^The service returned an unexpected response/],
  ])("%s", (error, words) => {
    expect(explain(error)).toMatch(words);
  });

  it("is told beside each field that the API names", () => {
    const fields = { name: "must be short", expires_at: "must be in the future" };
    // The message is for people: nothing is taken from it.
    const error = new ApiError(400, { error: "environment: x", code: "invalid_fields", fields });
    expect([...(fieldFaults(error) ?? [])]).toEqual([
      ["name", "Must be short."],
      ["expires_at", "Must be in the future."],
    ]);
    const named = { error: "name: must be short", fields };
    expect(fieldFaults(new ApiError(400, { ...named, code: "bad_request" }))).toBeUndefined();
    expect(fieldFaults(new ApiError(409, named))).toBeUndefined();
  });

  it("is told at a list's field, with the first entry at fault", () => {
    const fields = {
      "allowed_ips.1": "must be an address",
      "allowed_ips.2": "must be an address",
      "quotas.day": "must be small",
    };
    expect([...(fieldFaults(new ApiError(400, { code: "invalid_fields", fields })) ?? [])]).toEqual(
      [
        ["allowed_ips", "Entry 2: must be an address."],
        ["quotas.day", "Must be small."],
      ],
    );
  });

  it("is out of date by the code, whatever the status and the message say", () => {
    expect(isOutOfDate(new ApiError(409, limitReached))).toBe(true);
    expect(isOutOfDate(new ApiError(404, { error: "x", code: "key_not_found" }))).toBe(true);
    expect(isOutOfDate(new ApiError(404, { error: "API key not found" }))).toBe(false);
    expect(isOutOfDate(new ApiError(400, { error: "x", code: "invalid_fields" }))).toBe(false);
  });
});

describe("the clock", () => {
  it("is the service's where that is far from the computer's own, and else its own", () => {
    const clock = createClock(() => 1_000_000_000);
    expect(clock.now()).toBe(1_000_000);
    clock.note(new Date(1_000_600_000).toUTCString());
    expect(clock.now()).toBe(1_000_600);
    clock.note(null);
    clock.note("not a date");
    expect(clock.now()).toBe(1_000_600);
    clock.note(new Date(1_000_003_000).toUTCString());
    expect(clock.now()).toBe(1_000_000);
  });
});
