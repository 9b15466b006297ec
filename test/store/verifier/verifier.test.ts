import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from "@jest/globals";
import type { Verification, Verifier } from "../../../verifier/index.ts";
import { type EmbeddedHouse, startEmbeddedHouse } from "../../support/embedded-house.ts";

/* Reach: the embedded database on 127.0.0.1, behind a stand-in for AWS's front. */

let house: EmbeddedHouse;

beforeAll(async () => {
  house = await startEmbeddedHouse();
});

afterAll(async () => {
  await house.stop();
});

afterEach(() => {
  Object.assign(house.front, {
    sendsDate: true,
    isDown: false,
    error: undefined,
    secretError: undefined,
    delayMs: 0,
    mostWrites: 0,
  });
  house.front.operations.length = 0;
  house.faults.length = 0;
});

const bearer = (key: { readonly text: string }) => `Bearer ${key.text}`;

async function tally(checks: readonly Promise<Verification>[]): Promise<Record<string, number>> {
  const count: Record<string, number> = {};
  for (const { status } of await Promise.all(checks)) count[status] = (count[status] ?? 0) + 1;
  return count;
}

/** Many at once, spread over verifiers. */
function callAtOnce(callers: number, header: string, ...verifiers: readonly Verifier[]) {
  return Array.from({ length: callers }, (_, caller) =>
    (verifiers[caller % verifiers.length] ?? house.verifier()).verify(header),
  );
}

describe("a verifier", () => {
  it("admits a good key, and says whose it is and what it has left", async () => {
    const { key, record } = await house.issue({ rateLimitPerMinute: 5, quotas: { day: 100 } });
    const checked = await house.verifier().verify(bearer(key), { cost: 2 });
    expect(checked).toMatchObject({
      allowed: true,
      status: 200,
      account: record.accountId,
      key: key.id,
      plan: "agency",
      quota: { limit: 5, remaining: 3 },
      headers: {
        "X-RateLimit-Limit": "5",
        "X-RateLimit-Remaining": "3",
        "RateLimit-Policy": '"default";q=5;w=60, "day";q=100;w=86400',
      },
    });
    expect(house.faults).toEqual([]);
  });

  it("asks the table once for a key that it knows, and once more for one that it meets", async () => {
    const { key } = await house.issue();
    const verifier = house.verifier();
    await verifier.verify(bearer(await house.issue().then((other) => other.key)));
    house.front.operations.length = 0;
    await verifier.verify(bearer(key));
    expect(house.front.operations).toEqual(["Query", "UpdateItem"]);
    await verifier.verify(bearer(key));
    expect(house.front.operations).toEqual(["Query", "UpdateItem", "UpdateItem"]);
  });

  it("refuses several Authorization headers, and anything else that is not one Bearer token", async () => {
    const { key } = await house.issue();
    const verifier = house.verifier();
    const good = bearer(key);
    for (const header of [undefined, "", "Basic abc", `${good} ${good}`, `${good}, ${good}`, []]) {
      expect((await verifier.verify(header)).status).toBe(401);
    }
    expect(await verifier.verify([good, good])).toEqual({
      allowed: false,
      status: 401,
      outcome: "missing_token",
      headers: { "Content-Type": "application/json", "WWW-Authenticate": "Bearer" },
      body: { error: "Missing Authorization Bearer token" },
    });
    expect((await verifier.verify([good])).status).toBe(200);
  });

  it("throws for a mistake in the calling code, and only then", async () => {
    const verifier = house.verifier();
    await expect(verifier.verify("Bearer x", { cost: 0 })).rejects.toThrow(RangeError);
    await expect(verifier.verify("Bearer x", { scope: "no:such" })).rejects.toThrow("no:such");
    expect(() => verifier.checkFor({ cost: 1_001 })).toThrow(RangeError);
  });

  it("knows keys by the prefix that its configuration has", async () => {
    const { key } = await house.issue();
    const other = house.verifier({ config: { keyPrefix: "acme_" } });
    expect((await other.verify(bearer(key))).status).toBe(401);
  });
});

describe("the limit is exact", () => {
  it("for 400 callers at once on one key, none of whom gets a 503", async () => {
    const { key } = await house.issue({ rateLimitPerMinute: 300 });
    expect(await tally(callAtOnce(400, bearer(key), house.verifier()))).toEqual({
      200: 300,
      429: 100,
    });
  });

  it("for 800 callers at once over two servers", async () => {
    const { key } = await house.issue({ rateLimitPerMinute: 300 });
    const checks = callAtOnce(800, bearer(key), house.verifier(), house.verifier());
    expect(await tally(checks)).toEqual({ 200: 300, 429: 500 });
  });

  it("with at most eight writes of one key under way, so that they do not spoil each other", async () => {
    const { key } = await house.issue({ rateLimitPerMinute: 300 });
    house.front.delayMs = 2;
    const verifier = house.verifier();
    await verifier.verify(bearer(key));
    expect(await tally(callAtOnce(100, bearer(key), verifier))).toEqual({ 200: 100 });
    expect(house.front.mostWrites).toBeGreaterThan(1);
    expect(house.front.mostWrites).toBeLessThanOrEqual(8);
  });

  it("with no more connections than allowed, however many keys there are", async () => {
    const keys = await Promise.all(Array.from({ length: 40 }, () => house.issue()));
    house.front.delayMs = 5;
    const verifier = house.verifier({ maxConnections: 4 });
    expect(await tally(keys.map(({ key }) => verifier.verify(bearer(key))))).toEqual({ 200: 40 });
    expect(house.front.mostWrites).toBeLessThanOrEqual(4);
  });
});

describe("a revocation", () => {
  it("acts on each check that begins after its answer, under load", async () => {
    const { key } = await house.issue({ rateLimitPerMinute: 10_000 });
    const verifiers = [house.verifier(), house.verifier()];
    let isRevoked = false;
    let admittedBefore = 0;
    let admittedAfter = 0;
    let refusedAfter = 0;
    async function callOn(verifier: Verifier): Promise<void> {
      while (refusedAfter < 200) {
        const isAfter = isRevoked;
        const { allowed } = await verifier.verify(bearer(key));
        if (!isAfter) admittedBefore += allowed ? 1 : 0;
        else if (allowed) admittedAfter++;
        else refusedAfter++;
      }
    }
    const callers = Array.from({ length: 16 }, (_, caller) =>
      callOn(verifiers[caller % 2] ?? house.verifier()),
    );
    while (admittedBefore < 200) await new Promise((resolve) => setImmediate(resolve));
    await house.revoke(key.id);
    isRevoked = true;
    await Promise.all(callers);
    expect(admittedAfter).toBe(0);
  });
});

describe("a server whose clock is wrong", () => {
  it.each([-600_000, 600_000])("by %d ms still counts by the table's", async (skewMs) => {
    const clocks = {
      monotonicMs: () => performance.now(),
      wallEpochMs: () => Date.now() + skewMs,
    };
    const { key } = await house.issue({ rateLimitPerMinute: 2 });
    const wrong = house.verifier({}, clocks);
    const beforeEpochSeconds = Date.now() / 1000;
    const checked = await wrong.verify(bearer(key));
    expect(checked.status).toBe(200);
    const resetAt = Number(checked.headers["X-RateLimit-Reset"]);
    expect(resetAt).toBeGreaterThanOrEqual(Math.floor(beforeEpochSeconds) + 60);
    expect(resetAt).toBeLessThanOrEqual(Date.now() / 1000 + 62);
    expect((await house.verifier().verify(bearer(key))).status).toBe(200);
    expect((await wrong.verify(bearer(key))).status).toBe(429);
    expect(house.faults).toEqual([]);
  });
});

describe("without a time of the table's", () => {
  it("nothing is admitted, nor even tried, until an answer tells it", async () => {
    const { key } = await house.issue();
    house.front.sendsDate = false;
    const verifier = house.verifier();
    expect((await verifier.verify(bearer(key))).status).toBe(503);
    expect(house.faults.at(-1)?.message).toContain("the table's answer has no Date");
    expect(house.front.operations).not.toContain("UpdateItem");
    house.front.sendsDate = true;
    expect((await verifier.verify(bearer(key))).status).toBe(200);
  });
});

describe("without the table", () => {
  it("nobody gets in, bad keys are refused as always, and all is well again by itself", async () => {
    const { key } = await house.issue();
    house.front.isDown = true;
    const verifier = house.verifier({ deadlineMs: 300 });
    expect(await verifier.verify(bearer(key))).toEqual({
      allowed: false,
      status: 503,
      outcome: "unavailable",
      headers: { "Content-Type": "application/json", "Retry-After": "1" },
      body: { error: "Service temporarily unavailable" },
    });
    expect((await verifier.verify("Bearer nonsense")).status).toBe(401);
    expect(house.faults.length).toBeGreaterThan(0);
    house.front.isDown = false;
    const after = house.verifier();
    expect((await after.verify(bearer(key))).status).toBe(200);
    house.front.isDown = true;
    const during = await Promise.all([verifier.verify(bearer(key)), verifier.verify(bearer(key))]);
    expect(during.map(({ status }) => status)).toEqual([503, 503]);
    house.front.isDown = false;
    expect((await again(verifier, bearer(key))).status).toBe(200);
  });

  it.each([
    ["ResourceNotFoundException", "Check that the table"],
    ["AccessDeniedException", "Allow dynamodb:Query and dynamodb:UpdateItem"],
    ["UnrecognizedClientException", "Check the AWS credentials and the region us-east-1"],
  ])("for the reason %s, the fault says what to do", async (error, advice) => {
    const { key } = await house.issue();
    house.front.error = error;
    expect((await house.verifier().verify(bearer(key))).status).toBe(503);
    expect(house.faults.at(-1)?.message).toContain(advice);
  });

  it("for want of credentials, the fault says so", async () => {
    const { key } = await house.issue();
    const none = async () => {
      throw Object.assign(new Error("none found"), { name: "CredentialsProviderError" });
    };
    expect((await house.verifier({ credentials: none }).verify(bearer(key))).status).toBe(503);
    expect(house.faults.at(-1)?.message).toContain("Give this process AWS credentials");
  });

  it("for want of a pepper, the fault says so", async () => {
    const { key } = await house.issue();
    house.front.secretError = "ResourceNotFoundException";
    expect((await house.verifier().verify(bearer(key))).status).toBe(503);
    expect(house.faults.at(-1)?.message).toContain("Check that pepper is the stack's output");
  });

  it("a fault handler that throws changes nothing", async () => {
    const print = jest.spyOn(console, "error").mockImplementation(() => {});
    const { key } = await house.issue();
    house.front.error = "AccessDeniedException";
    const onFault = () => {
      throw new Error("of the handler");
    };
    expect((await house.verifier({ onFault }).verify(bearer(key))).status).toBe(503);
    expect(print).toHaveBeenCalledTimes(1);
    print.mockRestore();
  });
});

describe("credentials", () => {
  it("are fetched anew when AWS says that they have expired, and nobody notices", async () => {
    const { key } = await house.issue();
    let given = 0;
    const provider = async () => ({ accessKeyId: `key${++given}`, secretAccessKey: "secret" });
    const verifier = house.verifier({ credentials: provider });
    expect((await verifier.verify(bearer(key))).status).toBe(200);
    house.front.expiredKeys.add("key1");
    expect((await verifier.verify(bearer(key))).status).toBe(200);
    expect(given).toBe(2);
    expect(house.faults).toEqual([]);
  });
});

describe("the default chain of AWS's SDK", () => {
  const environment = process.env;
  // Its last link would wait for the metadata of a machine that is none of AWS's.
  const withoutCredentials = { AWS_EC2_METADATA_DISABLED: "true", AWS_CONFIG_FILE: "/dev/null" };

  afterEach(() => {
    process.env = environment;
  });

  it("is asked if no credentials are given", async () => {
    const { key } = await house.issue();
    process.env = { AWS_ACCESS_KEY_ID: "local", AWS_SECRET_ACCESS_KEY: "local" };
    expect((await house.verifier({ credentials: undefined }).verify(bearer(key))).status).toBe(200);
  });

  it("fails closed if it has none", async () => {
    const { key } = await house.issue();
    process.env = { ...withoutCredentials, AWS_SHARED_CREDENTIALS_FILE: "/dev/null" };
    expect((await house.verifier({ credentials: undefined }).verify(bearer(key))).status).toBe(503);
    expect(house.faults.at(-1)?.message).toContain("Give this process AWS credentials");
  });
});

/** A connection may still be in its throes. */
async function again(verifier: Verifier, header: string): Promise<Verification> {
  const checked = await verifier.verify(header);
  return checked.status === 503 ? verifier.verify(header) : checked;
}
