import { randomBytes } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import type * as AwsErrors from "../../core/aws/aws-error.ts";
import type { JsonCall } from "../../core/aws/json-service.ts";
import type { KeyRecord } from "../../core/key/key-record.ts";
import { noRules, rulesAt } from "../../core/key/key-rules.ts";
import type { ManagedKey } from "../../core/key/managed-key.ts";
import { type Digest, parseKeyring } from "../../core/key/pepper.ts";
import { rulesNoticeKey } from "../../core/store/item-keys.ts";
import { policyItem } from "../../core/store/key-item.ts";
import { denialMs } from "../../core/time/budgets.ts";
import type { Deadline } from "../../core/time/deadline.ts";
import type { AuthorizerRequest } from "../../functions/authorizer.ts";
import { hotOf, newKey } from "../support/keys.ts";
import { hotItemOnTheWire, itemOnTheWire } from "../support/wire-item.ts";

const methodArn = "arn:aws:execute-api:eu-west-1:123456789012:abc/api/GET/v1/models";
const secret = JSON.stringify({ active: "v1", v1: randomBytes(32).toString("hex") });
const keyring = parseKeyring(secret);

const secretsManager = jest.fn<JsonCall>();
const dynamoDb = jest.fn<JsonCall>();
/** The latest container's own error classes: what is thrown at it must be of these. */
let aws: typeof AwsErrors;
let log: jest.SpiedFunction<typeof console.error>;

jest.unstable_mockModule("../../core/aws/clients.ts", () => ({
  createSecretsManager: () => ({ call: secretsManager }),
  createDynamoDb: () => ({ call: dynamoDb }),
}));

type Judge = (
  header: string | string[],
  lambdaMs?: number,
  changes?: Partial<AuthorizerRequest>,
) => Promise<unknown>;

const originSecretArn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:origin";
/** The address of the distribution, which connects to API Gateway. */
const edge = "192.0.2.1";

/** A new container of the function, its module state its own. */
async function container() {
  process.env.TABLE_NAME = "table";
  process.env.PEPPER_SECRET_ARN = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:x";
  process.env.ORIGIN_SECRET_ARN = originSecretArn;
  let judge: Judge | undefined;
  await jest.isolateModulesAsync(async () => {
    aws = await import("../../core/aws/aws-error.ts");
    const { handler } = await import("../../functions/authorizer.ts");
    judge = (header, lambdaMs = 3_000, changes = {}) =>
      handler(
        {
          methodArn,
          httpMethod: "GET",
          resource: "/v1/other",
          headers: {},
          multiValueHeaders: { Accept: ["*/*"], authorization: [header].flat() },
          multiValueQueryStringParameters: {},
          requestContext: { identity: { sourceIp: edge } },
          ...changes,
        },
        { getRemainingTimeInMillis: () => lambdaMs },
      );
  });
  if (!judge) throw new Error("the function did not load");
  return judge;
}

function policyOf(Effect: "Allow" | "Deny", principalId: string) {
  return {
    principalId,
    policyDocument: {
      Version: "2012-10-17",
      Statement: [{ Action: "execute-api:Invoke", Effect, Resource: methodArn }],
    },
  };
}
const fromMemory = { roundTrips: 0, contention: 0 };
const afterOneTrip = { roundTrips: 1, contention: 0 };
const deny = {
  ...policyOf("Deny", "anonymous"),
  context: {
    verdict: "invalid",
    reason: "malformed",
    message: "Invalid API key",
    code: "invalid_key",
    ...fromMemory,
  },
};
const denyMissing = {
  ...policyOf("Deny", "anonymous"),
  context: {
    verdict: "invalid",
    reason: "missing_token",
    message: "Missing Authorization Bearer token",
    code: "missing_token",
  },
};

/** What the log gets to know of a key that could be one. */
function denialOf(keyId: string, reason: string) {
  return { ...deny, context: { ...deny.context, keyId, reason, ...afterOneTrip } };
}
function unavailableFor(keyId: string, roundTrips: number) {
  return {
    ...policyOf("Allow", "unknown"),
    context: {
      statusCode: 503,
      message: "Service temporarily unavailable",
      verdict: "unavailable",
      reason: "unavailable",
      retryAfter: "1",
      keyId,
      roundTrips,
      contention: 0,
    },
  };
}

/** Answers every write with a failed condition and the item that was found, and reads with the same. */
function refuseWith(record: KeyRecord | undefined): void {
  const found = record && hotItemOnTheWire(record);
  const Item = found ? { Item: found } : {};
  const text = JSON.stringify({ __type: "x#ConditionalCheckFailedException", ...Item });
  dynamoDb.mockImplementation(async (operation) => {
    if (operation === "Query") return { Items: found ? [found] : [] };
    throw aws.awsErrorFrom(400, text);
  });
}

/** Holds a key as the table would, and admits whatever write comes. */
function admitWith(key: ManagedKey): void {
  const second = Math.floor(Date.now() / 1000);
  const window = { ...key.window, second, count: 1 };
  const policy = policyItem(key);
  const Items = [hotItemOnTheWire(hotOf(key)), ...(policy ? [itemOnTheWire(policy)] : [])];
  const after = { Attributes: hotItemOnTheWire({ ...hotOf(key), totalRequests: 1, window }) };
  dynamoDb.mockImplementation(async (operation, input) => {
    if (operation !== "Query") return after;
    const isNotice = JSON.stringify(input).includes(rulesNoticeKey.pk);
    return isNotice ? { Items: [], Count: policy ? 1 : 0 } : { Items };
  });
}

/** The units that each write counted, by the values of its expression. */
function countedCosts(): unknown[] {
  return dynamoDb.mock.calls
    .filter(([operation]) => operation === "UpdateItem")
    .map(([, input]) => JSON.stringify(input));
}

beforeEach(() => {
  secretsManager.mockReset().mockResolvedValue({ SecretString: secret });
  dynamoDb.mockReset();
  log = jest.spyOn(console, "error").mockImplementation(() => {});
});
afterEach(() => log.mockRestore());

describe("the public API's authorizer", () => {
  it("allows the called method for an admitted key, with the verdict as context", async () => {
    const { key, record } = newKey(keyring);
    admitWith(record);
    const judge = await container();
    expect(await judge(`Bearer ${key.text}`)).toMatchObject({
      ...policyOf("Allow", key.id),
      context: {
        statusCode: 200,
        verdict: "admitted",
        keyId: key.id,
        accountId: "acct_1",
        plan: "agency",
        rateLimitLimit: "60",
        rateLimitRemaining: "59",
        rateLimitPolicy: '"default";q=60;w=60',
      },
    });
  });

  it("asks the table once while it starts, for a key that cannot be, so that a connection is open", async () => {
    await container();
    expect(dynamoDb.mock.calls).toEqual([
      [
        "Query",
        expect.objectContaining({ ExpressionAttributeValues: { ":pk": { S: "KEY#-" } } }),
        expect.anything(),
      ],
    ]);
    expect(secretsManager).toHaveBeenCalledTimes(1);
    expect(log).not.toHaveBeenCalled();
  });

  it("allows the method to a plan without access too, so that the function can answer 403", async () => {
    const { key, record } = newKey(keyring, { plan: "free" });
    refuseWith(record);
    const judge = await container();
    expect(await judge(`Bearer ${key.text}`)).toEqual({
      ...policyOf("Allow", key.id),
      context: {
        statusCode: 403,
        message: "Public API access requires Agency, Master/Business, or Enterprise plan.",
        verdict: "forbidden",
        reason: "plan",
        keyId: key.id,
        accountId: "acct_1",
        plan: "free",
        ...afterOneTrip,
      },
    });
  });

  it("denies every invalid key in the same words, and gives the reason to the log alone", async () => {
    const { key, record } = newKey(keyring);
    const judge = await container();
    dynamoDb.mockClear();
    for (const header of ["Bearer x", `Bearer ${key.text},x`]) {
      expect(await judge(header)).toEqual(deny);
    }
    const mistyped = `${key.text.slice(0, -1)}${key.text.endsWith("0") ? "1" : "0"}`;
    const context = { ...deny.context, reason: "checksum", keyId: key.id };
    expect(await judge(`Bearer ${mistyped}`)).toEqual({ ...deny, context });
    expect(dynamoDb).not.toHaveBeenCalled();
    const [other, another] = [newKey(keyring).record.digest, newKey(keyring).record.digest];
    const ended = (digest: Digest) => ({ digest, validUntil: 0, lastUsedAt: undefined });
    const dead = [
      ["unknown", undefined],
      ["paused", { ...record, isActive: false }],
      ["revoked", { ...record, revokedAt: 1 }],
      ["expired", { ...record, expiresAt: 1 }],
      ["wrong_secret", { ...record, digest: other }],
      ["wrong_secret", { ...record, digest: other, previous: ended(another) }],
      ["superseded", { ...record, digest: other, previous: ended(record.digest) }],
    ] as const;
    for (const [reason, found] of dead) {
      refuseWith(found);
      const fresh = await container();
      expect(await fresh(`Bearer ${key.text}`)).toEqual(denialOf(key.id, reason));
    }
  });

  it("takes its time to deny, so that it does not tell what was refused from memory", async () => {
    const { key, record } = newKey(keyring);
    refuseWith({ ...record, revokedAt: 1 });
    const judge = await container();
    const msOf = async (header: string) => {
      const start = performance.now();
      await judge(header);
      return performance.now() - start;
    };
    for (let times = 0; times < 2; times++) {
      expect(await msOf(`Bearer ${key.text}`)).toBeGreaterThanOrEqual(denialMs);
    }
  });

  it("says that the token is missing unless there is exactly one, and asks nobody", async () => {
    const { key } = newKey(keyring);
    const judge = await container();
    dynamoDb.mockClear();
    const good = `Bearer ${key.text}`;
    const missing = ["", "Bearer", key.text, `Basic ${key.text}`, [], [good, good], [good, ""]];
    for (const header of missing) expect(await judge(header)).toEqual(denyMissing);
    expect(dynamoDb).not.toHaveBeenCalled();
  });

  it.each([
    ["the table is out of reach", () => new aws.ConnectionError("no answer")],
    ["the table throttles", () => aws.awsErrorFrom(400, '{"__type":"ThrottlingException"}')],
    ["it lacks a permission", () => aws.awsErrorFrom(400, '{"__type":"AccessDeniedException"}')],
  ])("allows with the verdict unavailable where %s, never denies", async (_, errorOf) => {
    const { key } = newKey(keyring);
    dynamoDb.mockImplementation(async () => {
      throw errorOf();
    });
    const judge = await container();
    expect(await judge(`Bearer ${key.text}`)).toEqual(unavailableFor(key.id, 1));
    expect(log).toHaveBeenCalledTimes(1);
  });

  it("does so where the pepper is out of reach, and recovers without a restart", async () => {
    const { key } = newKey(keyring);
    refuseWith(undefined);
    secretsManager.mockRejectedValue(new Error("no answer"));
    const judge = await container();
    expect(await judge(`Bearer ${key.text}`)).toEqual(unavailableFor(key.id, 0));
    secretsManager.mockResolvedValue({ SecretString: secret });
    expect(await judge(`Bearer ${key.text}`)).toEqual(denialOf(key.id, "unknown"));
  });

  it("gives its calls a second, or what Lambda leaves, and no time after the answer", async () => {
    const { key } = newKey(keyring);
    const given: number[] = [];
    const deadlines: Deadline[] = [];
    dynamoDb.mockImplementation(async (_operation, _input, deadline) => {
      given.push(deadline.remainingMs);
      deadlines.push(deadline);
      throw new aws.ConnectionError("no answer");
    });
    const judge = await container();
    expect(await judge(`Bearer ${key.text}`)).toEqual(unavailableFor(key.id, 1));
    expect(await judge(`Bearer ${key.text}`, 400)).toEqual(unavailableFor(key.id, 1));
    expect(await judge(`Bearer ${key.text}`, 50)).toEqual(unavailableFor(key.id, 1));
    const [, ownMs = 0, lambdasMs = 0, noMs] = given;
    expect(ownMs).toBeLessThanOrEqual(1_100);
    expect(ownMs).toBeGreaterThan(300);
    expect(lambdasMs).toBeLessThanOrEqual(300);
    expect(noMs).toBe(0);
    expect(deadlines.slice(1).map(({ remainingMs }) => remainingMs)).toEqual([0, 0, 0]);
  });

  it("starts within a moment even where what it fetches ahead does not come", async () => {
    const { key, record } = newKey(keyring);
    secretsManager.mockReturnValueOnce(new Promise(() => {}));
    const judge = await container();
    refuseWith({ ...record, plan: "free" });
    // Whoever shares that fetch waits no longer than its own deadline.
    expect(await judge(`Bearer ${key.text}`, 150)).toEqual(unavailableFor(key.id, 0));
  });

  it("does so on a corrupt item", async () => {
    const { key, record } = newKey(keyring);
    dynamoDb.mockResolvedValue({ Items: [{ ...hotItemOnTheWire(record), w: { L: [] } }] });
    const judge = await container();
    expect(await judge(`Bearer ${key.text}`)).toEqual(unavailableFor(key.id, 1));
  });

  it("logs neither the key nor the pepper, whatever goes wrong", async () => {
    const { key, record } = newKey(keyring);
    const failures = [
      () => dynamoDb.mockRejectedValue(new Error("failed", { cause: new Error("x") })),
      () => dynamoDb.mockResolvedValue({ Items: [{ ...hotItemOnTheWire(record), n: {} }] }),
      () => secretsManager.mockResolvedValue({ SecretString: `${secret}x` }),
    ];
    for (const fail of failures) {
      fail();
      const judge = await container();
      expect(await judge(`Bearer ${key.text}`)).toEqual(
        expect.objectContaining({ principalId: "unknown" }),
      );
    }
    const logged = JSON.stringify(log.mock.calls);
    expect(log).toHaveBeenCalledTimes(3);
    expect(logged).not.toContain(key.text.slice(17, 49));
    expect(logged).not.toContain(JSON.parse(secret).v1);
  });
});

describe("what the authorizer asks of a key", () => {
  const judged = async (key: string, changes: Partial<AuthorizerRequest>) => {
    const judge = await container();
    const result: unknown = await judge(`Bearer ${key}`, 3_000, changes);
    return Object(result).context;
  };
  const models = { resource: "/v1/models" };
  const verify = (query: Record<string, string[]>) => ({
    httpMethod: "POST",
    resource: "/v1/verify",
    multiValueQueryStringParameters: query,
  });

  it("is the route's scope, by method and resource", async () => {
    const { key, record } = newKey(keyring, { ...rulesAt(7, { ...noRules, scopes: [] }) });
    admitWith(record);
    expect(await judged(key.text, models)).toMatchObject({
      statusCode: 403,
      reason: "scope",
      message: "API key lacks the scope models:read",
      challenge: 'Bearer error="insufficient_scope", scope="models:read"',
    });
    expect(await judged(key.text, { ...models, httpMethod: "POST" })).toMatchObject({
      statusCode: 200,
    });
    expect(await judged(key.text, {})).toMatchObject({ statusCode: 200 });
  });

  it("is, at verify, what its parameters say", async () => {
    const { key, record } = newKey(keyring, { ...rulesAt(7, { ...noRules, scopes: [] }) });
    admitWith(record);
    const scope = verify({ scope: ["account:read"] });
    expect(await judged(key.text, scope)).toMatchObject({
      message: "API key lacks the scope account:read",
    });
    expect(await judged(key.text, verify({ cost: ["61"] }))).toMatchObject({ reason: "cost" });
    expect(await judged(key.text, verify({ cost: ["17"] }))).toMatchObject({ statusCode: 200 });
    expect(countedCosts().at(-1)).toContain('{"N":"17"}');
    expect(await judged(key.text, verify({}))).toMatchObject({ statusCode: 200 });
  });

  it("is nothing at verify if a parameter is at fault: nobody is asked", async () => {
    const { key } = newKey(keyring);
    const judge = await container();
    dynamoDb.mockClear();
    expect(await judge(`Bearer ${key.text}`, 3_000, verify({ scope: ["x"] }))).toEqual({
      ...policyOf("Allow", "unknown"),
      context: {
        statusCode: 400,
        message: "Invalid parameter: scope",
        verdict: "bad_request",
      },
    });
    expect(await judge("Basic x", 3_000, verify({ scope: ["x"] }))).toEqual(denyMissing);
    expect(dynamoDb).not.toHaveBeenCalled();
  });

  describe("with an allow list", () => {
    const viewer = "203.0.113.7";
    const proof = randomBytes(32).toString("base64url");
    const throughEdge = (viewedAs: string, presented = proof) => ({
      headers: {
        "X-Latchkey-Origin-Secret": presented,
        "X-Forwarded-For": `198.51.100.1, ${viewedAs}, ${edge}`,
      },
    });
    const listed = (allowedIps: string[]) =>
      newKey(keyring, { ...rulesAt(7, { ...noRules, allowedIps }) });

    beforeEach(() => {
      secretsManager.mockImplementation(async (_operation, input) => ({
        SecretString: Object(input).SecretId === originSecretArn ? proof : secret,
      }));
    });
    const readOfProof = () =>
      secretsManager.mock.calls.filter(([, input]) => Object(input).SecretId === originSecretArn)
        .length;

    it("is the viewer's address beside the distribution's proof, else the connection's", async () => {
      const { key, record } = listed([viewer]);
      admitWith(record);
      const allowed = { statusCode: 200 };
      const forbidden = { statusCode: 403, reason: "address" };
      expect(await judged(key.text, throughEdge(viewer))).toMatchObject(allowed);
      expect(await judged(key.text, throughEdge("203.0.113.8"))).toMatchObject(forbidden);
      expect(await judged(key.text, throughEdge(viewer, "guess"))).toMatchObject(forbidden);
      expect(await judged(key.text, {})).toMatchObject(forbidden);
      const direct = { requestContext: { identity: { sourceIp: viewer } } };
      expect(await judged(key.text, direct)).toMatchObject(allowed);
    });

    it("reads the proof's secret only if such a key comes with a proof", async () => {
      const plain = newKey(keyring);
      admitWith(plain.record);
      await judged(plain.key.text, throughEdge(viewer));
      const { key, record } = listed([edge]);
      admitWith(record);
      await judged(key.text, {});
      expect(readOfProof()).toBe(0);
      await judged(key.text, throughEdge(viewer));
      expect(readOfProof()).toBeGreaterThan(0);
    });

    it("is unavailable while that secret is out of reach, since the address is not known", async () => {
      const { key, record } = listed([edge]);
      admitWith(record);
      const judge = await container();
      secretsManager.mockRejectedValue(new Error("no answer"));
      expect(await judge(`Bearer ${key.text}`, 3_000, throughEdge(viewer))).toEqual(
        unavailableFor(key.id, 1),
      );
    });

    it("is not a parameter's at verify, from a server that is not trusted", async () => {
      const { key, record } = listed([viewer]);
      admitWith(record);
      expect(await judged(key.text, verify({ ip: [viewer] }))).toMatchObject({ reason: "address" });
    });
  });
});
