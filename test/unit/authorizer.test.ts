import { randomBytes } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import type * as AwsErrors from "../../core/aws/aws-error.ts";
import type { JsonCall } from "../../core/aws/json-service.ts";
import type { KeyRecord } from "../../core/key/key-record.ts";
import { parseKeyring } from "../../core/key/pepper.ts";
import type { Deadline } from "../../core/time/deadline.ts";
import type { AuthorizerRequest } from "../../functions/authorizer.ts";
import { newKey } from "../support/keys.ts";
import { hotItemOnTheWire } from "../support/wire-item.ts";

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
const deny = {
  ...policyOf("Deny", "anonymous"),
  context: { verdict: "invalid", message: "Invalid API key", code: "invalid_key" },
};
const denyMissing = {
  ...policyOf("Deny", "anonymous"),
  context: {
    verdict: "invalid",
    message: "Missing Authorization Bearer token",
    code: "missing_token",
  },
};

/** What is said of a key that could be one: its public id, for the log, and no reason. */
function denialOf(keyId: string) {
  return { ...deny, context: { ...deny.context, keyId } };
}
const unavailable = { ...policyOf("Allow", "unknown"), context: { verdict: "unavailable" } };

/** Answers every write with a failed condition and the item that was found. */
function refuseWith(record: KeyRecord | undefined): void {
  const Item = record ? { Item: hotItemOnTheWire(record) } : {};
  const text = JSON.stringify({ __type: "x#ConditionalCheckFailedException", ...Item });
  dynamoDb.mockImplementation(async () => {
    throw aws.awsErrorFrom(400, text);
  });
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
    const second = Math.floor(Date.now() / 1000);
    const after = { ...record, totalRequests: 1, window: { ...record.window, second, count: 1 } };
    dynamoDb.mockResolvedValue({ Attributes: hotItemOnTheWire(after) });
    const judge = await container();
    expect(await judge(`Bearer ${key.text}`)).toMatchObject({
      ...policyOf("Allow", key.id),
      context: {
        verdict: "admitted",
        keyId: key.id,
        accountId: "acct_1",
        plan: "agency",
        limit: 60,
        remaining: 59,
      },
    });
  });

  it("asks the table once while it starts, for a key that cannot be, so that a connection is open", async () => {
    await container();
    expect(dynamoDb.mock.calls).toEqual([
      [
        "GetItem",
        expect.objectContaining({ Key: { pk: { S: "KEY#-" }, sk: { S: "KEY" } } }),
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
      context: { verdict: "ineligible", keyId: key.id, accountId: "acct_1", plan: "free" },
    });
  });

  it("denies every invalid key in the very same way, and tells no reason", async () => {
    const { key, record } = newKey(keyring);
    const judge = await container();
    dynamoDb.mockClear();
    for (const header of ["Bearer x", `Bearer ${key.text},x`]) {
      expect(await judge(header)).toEqual(deny);
    }
    expect(dynamoDb).not.toHaveBeenCalled();
    const dead = [
      undefined,
      { ...record, isActive: false },
      { ...record, revokedAt: 1 },
      { ...record, expiresAt: 1 },
      { ...record, digest: newKey(keyring).record.digest },
    ];
    for (const found of dead) {
      refuseWith(found);
      const fresh = await container();
      expect(await fresh(`Bearer ${key.text}`)).toEqual(denialOf(key.id));
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
    expect(await judge(`Bearer ${key.text}`)).toEqual(unavailable);
    expect(log).toHaveBeenCalledTimes(1);
  });

  it("does so where the pepper is out of reach, and recovers without a restart", async () => {
    const { key } = newKey(keyring);
    refuseWith(undefined);
    secretsManager.mockRejectedValue(new Error("no answer"));
    const judge = await container();
    expect(await judge(`Bearer ${key.text}`)).toEqual(unavailable);
    secretsManager.mockResolvedValue({ SecretString: secret });
    expect(await judge(`Bearer ${key.text}`)).toEqual(denialOf(key.id));
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
    expect(await judge(`Bearer ${key.text}`)).toEqual(unavailable);
    expect(await judge(`Bearer ${key.text}`, 400)).toEqual(unavailable);
    expect(await judge(`Bearer ${key.text}`, 50)).toEqual(unavailable);
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
    expect(await judge(`Bearer ${key.text}`, 150)).toEqual(unavailable);
  });

  it("does so on a corrupt item", async () => {
    const { key, record } = newKey(keyring);
    dynamoDb.mockResolvedValue({ Attributes: { ...hotItemOnTheWire(record), w: { L: [] } } });
    const judge = await container();
    expect(await judge(`Bearer ${key.text}`)).toEqual(unavailable);
  });

  it("logs neither the key nor the pepper, whatever goes wrong", async () => {
    const { key, record } = newKey(keyring);
    const failures = [
      () => dynamoDb.mockRejectedValueOnce(new Error("failed", { cause: new Error("x") })),
      () => dynamoDb.mockResolvedValueOnce({ Attributes: { ...hotItemOnTheWire(record), n: {} } }),
      () => secretsManager.mockResolvedValue({ SecretString: `${secret}x` }),
    ];
    for (const fail of failures) {
      fail();
      const judge = await container();
      expect(await judge(`Bearer ${key.text}`)).toEqual(unavailable);
    }
    const logged = JSON.stringify(log.mock.calls);
    expect(log).toHaveBeenCalledTimes(3);
    expect(logged).not.toContain(key.text.slice(17, 49));
    expect(logged).not.toContain(JSON.parse(secret).v1);
  });
});
