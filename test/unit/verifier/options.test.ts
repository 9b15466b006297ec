import { describe, expect, it } from "@jest/globals";
import { defaultSettings } from "../../../core/config/default-settings.ts";
import { parseDemand } from "../../../verifier/demand.ts";
import { parseOptions, type VerifierOptions } from "../../../verifier/options.ts";

const arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:pepper-AbCdEf";
const good: VerifierOptions = { tableName: "Latchkey-table", pepperSecretArn: arn };

describe("a verifier's options", () => {
  it("need no more than table and pepper", () => {
    const { endpoints, ...settings } = parseOptions(good, {});
    // By their texts: Jest takes any two URLs for alike in `toMatchObject`.
    expect([endpoints.dynamodb.href, endpoints.secretsManager.href]).toEqual([
      "https://dynamodb.eu-west-1.amazonaws.com/",
      "https://secretsmanager.eu-west-1.amazonaws.com/",
    ]);
    expect(settings).toMatchObject({
      region: "eu-west-1",
      deadlineMs: 2_000,
      maxConnections: 50,
      attemptsPerKey: 8,
    });
  });

  it("take the region from the environment if the secret is given by name", () => {
    const named = { ...good, pepperSecretArn: "pepper" };
    expect(parseOptions(named, { AWS_REGION: "us-gov-west-1" }).region).toBe("us-gov-west-1");
    expect(parseOptions(named, { AWS_DEFAULT_REGION: "ap-southeast-2" }).region).toBe(
      "ap-southeast-2",
    );
  });

  it("take endpoints of either scheme, and what the environment says of the others", () => {
    const endpoints = { dynamodb: "http://127.0.0.1:8000", secretsManager: "https://vpce.example" };
    expect(parseOptions({ ...good, endpoints }, {}).endpoints).toEqual({
      dynamodb: new URL("http://127.0.0.1:8000"),
      secretsManager: new URL("https://vpce.example"),
    });
    const environment = {
      AWS_ENDPOINT_URL_DYNAMODB: "http://127.0.0.1:8001",
      AWS_ENDPOINT_URL_SECRETS_MANAGER: "http://127.0.0.1:8002",
    };
    expect(parseOptions(good, environment).endpoints).toEqual({
      dynamodb: new URL("http://127.0.0.1:8001"),
      secretsManager: new URL("http://127.0.0.1:8002"),
    });
  });

  it("take the least and the greatest that are allowed", () => {
    const least = { deadlineMs: 50, maxConnections: 1, attemptsPerKey: 1 };
    const greatest = { deadlineMs: 60_000, maxConnections: 1_000, attemptsPerKey: 100 };
    for (const bounds of [least, greatest]) {
      expect(parseOptions({ ...good, ...bounds }, {})).toMatchObject(bounds);
    }
  });

  it.each([undefined, "none", "any", { prefix: "old_" }] as const)(
    "take imported keys as the stack's output has them: %j",
    (importedKeys) => {
      const { config } = parseOptions({ ...good, config: { importedKeys } }, {});
      expect(config.importedKeys).toEqual(importedKeys);
    },
  );

  it("take a provider of credentials as it is", () => {
    const provider = async () => ({ accessKeyId: "id", secretAccessKey: "secret" });
    expect(parseOptions({ ...good, credentials: provider }, {}).provider).toBe(provider);
  });

  it.each<[string, object, string]>([
    [
      "no table",
      { tableName: undefined },
      "tableName is missing: give the stack's output TableName",
    ],
    ["no settings", { config: null }, "config is not an object"],
    ["a list of settings", { config: [] }, "config is not an object: give the stack's"],
    ["an empty table", { tableName: "" }, "tableName is missing"],
    [
      "a malformed table",
      { tableName: "my table" },
      "tableName is not the name of a DynamoDB table",
    ],
    ["no pepper", { pepperSecretArn: undefined }, "pepperSecretArn is missing: give the stack's"],
    ["no region", { pepperSecretArn: "pepper" }, "region is missing"],
    ["a wrong region", { region: "Ireland" }, 'region "Ireland" is not an AWS region'],
    ["a zone", { region: "eu-west-1a" }, 'region "eu-west-1a" is not an AWS region'],
    [
      "another region",
      { region: "us-east-1" },
      "region is us-east-1, but the pepper secret is in eu-west-1",
    ],
    ["half credentials", { credentials: { accessKeyId: "AKIA" } }, "credentials need"],
    [
      "an endpoint without scheme",
      { endpoints: { dynamodb: "localhost:8000" } },
      "endpoints.dynamodb is not a URL",
    ],
    [
      "a secrets' endpoint without scheme",
      { endpoints: { secretsManager: "localhost:8000" } },
      "endpoints.secretsManager is not a URL that begins with http:// or https://",
    ],
    ["too much time", { deadlineMs: 60_001 }, "deadlineMs has to be a whole number from 50 to"],
    ["no time", { deadlineMs: 0 }, "deadlineMs has to be a whole number from 50 to 60000"],
    ["no connections", { maxConnections: 0 }, "maxConnections has to be"],
    ["endless attempts", { attemptsPerKey: Number.POSITIVE_INFINITY }, "attemptsPerKey has to be"],
    ["a name for a function", { onFault: "log" }, "onFault is not a function"],
    ["a bad prefix", { config: { keyPrefix: "SK-" } }, "config.keyPrefix has to be"],
    [
      "a long prefix",
      { config: { keyPrefix: `${"a".repeat(20)}_` } },
      "config.keyPrefix has to be",
    ],
    ["more after the prefix", { config: { keyPrefix: "acme_x" } }, "config.keyPrefix has to be"],
    ["no text for a refusal", { config: { planRefusal: 7 } }, "config.planRefusal is not a text"],
    ["no scopes", { config: { scopes: null } }, "config.scopes is not an object"],
    ["a text for scopes", { config: { scopes: "a:b" } }, "config.scopes is not an object"],
    ["a number for a region", { region: 7 }, "region 7 is not an AWS region"],
    [
      "a word for imported keys",
      { config: { importedKeys: "old_" } },
      "config.importedKeys has to",
    ],
    ["an empty form of imported keys", { config: { importedKeys: {} } }, "config.importedKeys has"],
    ["no plan", { config: { plans: [] } }, "config.plans has no eligible plan"],
    ["a list of scopes", { config: { scopes: ["a:b"] } }, "config.scopes is not an object"],
  ])("with %s are one clear error", (_, wrong, message) => {
    const options = { ...good, ...wrong };
    expect(() => parseOptions(options, {})).toThrow(TypeError);
    expect(() => parseOptions(options, {})).toThrow(`createVerifier: ${message}`);
  });
});

describe("a route's demand", () => {
  const { scopes } = defaultSettings;

  it("is one unit and no scope unless it says otherwise", () => {
    expect(parseDemand({}, scopes)).toEqual({ cost: 1, scope: undefined });
    const demand = { cost: 1_000, scope: "models:read" };
    expect(parseDemand(demand, scopes)).toEqual(demand);
  });

  it.each([{ cost: 0 }, { cost: 1_001 }, { cost: 1.5 }, { cost: -1 }, { cost: Number.NaN }])(
    "cannot have %j",
    (demand) => {
      expect(() => parseDemand(demand, scopes)).toThrow("cost has to be a whole number");
    },
  );

  it.each(["models:write", "", "toString", "__proto__"])("cannot have the scope %j", (scope) => {
    expect(() => parseDemand({ scope }, scopes)).toThrow(
      "is not configured (there are: models:read, account:read)",
    );
  });
});
