import { randomBytes } from "node:crypto";
import { beforeEach, describe, expect, it, jest } from "@jest/globals";
import type * as AwsErrors from "../../core/aws/aws-error.ts";
import type { JsonCall } from "../../core/aws/json-service.ts";

const methodArn = "arn:aws:execute-api:eu-west-1:123456789012:abc/api/GET/manage/v1/accounts/a";
const token = () => randomBytes(32).toString("base64url");
const fiveMinutesMs = 5 * 60_000;

type Stage = "AWSCURRENT" | "AWSPREVIOUS";

/** The secret's versions; what is not here does not exist. */
const versions: Partial<Record<Stage, string>> = {};
const secretsManager = jest.fn<JsonCall>();
/** The latest container's own error classes: what is thrown at it must be of these. */
let aws: typeof AwsErrors;

jest.unstable_mockModule("../../core/aws/clients.ts", () => ({
  createSecretsManager: () => ({ call: secretsManager }),
  createDynamoDb: () => ({ call: secretsManager }),
}));

/** A new container of the function, its module state its own. */
async function container() {
  process.env.OPERATOR_TOKEN_SECRET_ARN = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:x";
  // Nobody listens there: operators do not depend on the issuer of users' tokens.
  process.env.OIDC_ISSUER = "http://127.0.0.1:9";
  process.env.OIDC_AUDIENCE = "client-1";
  process.env.OIDC_ACCOUNT_CLAIM = "sub";
  let judge: ((header: string) => Promise<unknown>) | undefined;
  await jest.isolateModulesAsync(async () => {
    aws = await import("../../core/aws/aws-error.ts");
    const { handler } = await import("../../functions/management-authorizer.ts");
    judge = (header) => handler({ methodArn, multiValueHeaders: { Authorization: [header] } });
  });
  if (!judge) throw new Error("the function did not load");
  return judge;
}

const allow = {
  principalId: "operator",
  policyDocument: {
    Version: "2012-10-17",
    Statement: [{ Action: "execute-api:Invoke", Effect: "Allow", Resource: methodArn }],
  },
  context: { actor: "operator", roles: "admin" },
};
const deny = {
  principalId: "anonymous",
  policyDocument: {
    Version: "2012-10-17",
    Statement: [{ Action: "execute-api:Invoke", Effect: "Deny", Resource: methodArn }],
  },
  context: { message: "Invalid credentials", code: "invalid_credentials" },
};
const denyMissing = {
  ...deny,
  context: { message: "Missing Authorization Bearer token", code: "missing_token" },
};

beforeEach(() => {
  jest.spyOn(console, "info").mockImplementation(() => {});
  versions.AWSCURRENT = token();
  delete versions.AWSPREVIOUS;
  secretsManager.mockReset().mockImplementation(async (_, input) => {
    const stage =
      "VersionStage" in input && input.VersionStage === "AWSPREVIOUS"
        ? "AWSPREVIOUS"
        : "AWSCURRENT";
    const SecretString = versions[stage];
    if (SecretString === undefined) {
      throw aws.awsErrorFrom(400, '{"__type":"ResourceNotFoundException"}');
    }
    return { SecretString };
  });
});

describe("the management API's authorizer", () => {
  it("lets the operator token in, and the one before it", async () => {
    versions.AWSPREVIOUS = token();
    const judge = await container();
    expect(await judge(`Bearer ${versions.AWSCURRENT}`)).toEqual(allow);
    expect(await judge(`bearer ${versions.AWSPREVIOUS}`)).toEqual(allow);
  });

  it("lets nothing else in", async () => {
    const judge = await container();
    const { AWSCURRENT: current = "" } = versions;
    for (const header of ["", "Bearer ", current, `Bearer ${current} `, `Basic ${current}`]) {
      expect(await judge(header)).toEqual(denyMissing);
    }
    expect(await judge(`Bearer ${token()}`)).toEqual(deny);
    expect(await judge(`Bearer ${current.slice(1)}`)).toEqual(deny);
  });

  it("never lets an API key in, even if it were the operator token", async () => {
    versions.AWSCURRENT = ["sk", "live", token()].join("_");
    const judge = await container();
    expect(await judge(`Bearer ${versions.AWSCURRENT}`)).toEqual(deny);
  });

  it("asks Secrets Manager once for many calls", async () => {
    const judge = await container();
    for (let call = 0; call < 5; call++) await judge(`Bearer ${versions.AWSCURRENT}`);
    expect(secretsManager).toHaveBeenCalledTimes(2);
  });

  it("fails where Secrets Manager is out of reach, and recovers without a restart", async () => {
    const { AWSCURRENT: current } = versions;
    const answer = secretsManager.getMockImplementation();
    secretsManager.mockImplementation(async () => {
      throw new aws.ConnectionError("no answer");
    });
    const judge = await container();
    await expect(judge(`Bearer ${current}`)).rejects.toThrow("no answer");
    if (answer) secretsManager.mockImplementation(answer);
    expect(await judge(`Bearer ${current}`)).toEqual(allow);
  });

  it("fails where there is no operator token at all: that is a fault, not a wrong credential", async () => {
    delete versions.AWSCURRENT;
    const judge = await container();
    await expect(judge(`Bearer ${token()}`)).rejects.toThrow();
  });

  it("lets a token in that has just been rotated, without waiting for a cache to end", async () => {
    const judge = await container();
    await judge(`Bearer ${versions.AWSCURRENT}`);
    versions.AWSPREVIOUS = versions.AWSCURRENT ?? "";
    versions.AWSCURRENT = token();
    expect(await judge(`Bearer ${versions.AWSCURRENT}`)).toEqual(allow);
  });

  it("fails, and refuses nobody, while it cannot tell whether a token has just been rotated", async () => {
    const judge = await container();
    await judge(`Bearer ${versions.AWSCURRENT}`);
    versions.AWSPREVIOUS = versions.AWSCURRENT ?? "";
    versions.AWSCURRENT = token();
    const answer = secretsManager.getMockImplementation();
    secretsManager.mockImplementation(async () => {
      throw new aws.ConnectionError("no answer");
    });
    for (let call = 0; call < 3; call++) {
      await expect(judge(`Bearer ${versions.AWSCURRENT}`)).rejects.toThrow("no answer");
    }
    if (answer) secretsManager.mockImplementation(answer);
    expect(await judge(`Bearer ${versions.AWSCURRENT}`)).toEqual(allow);
  });

  it("looks for a token that has just been rotated after a clock was set back, too", async () => {
    const clock = jest.spyOn(Date, "now").mockReturnValue(fiveMinutesMs);
    const judge = await container();
    expect(await judge(`Bearer ${token()}`)).toEqual(deny);
    clock.mockReturnValue(fiveMinutesMs / 2);
    versions.AWSPREVIOUS = versions.AWSCURRENT ?? "";
    versions.AWSCURRENT = token();
    expect(await judge(`Bearer ${versions.AWSCURRENT}`)).toEqual(allow);
    clock.mockRestore();
  });

  it("does not ask Secrets Manager for each of a flood of wrong tokens", async () => {
    const judge = await container();
    for (let call = 0; call < 100; call++) await judge(`Bearer ${token()}`);
    expect(secretsManager.mock.calls.length).toBeLessThan(20);
  });

  it("forgets a token that was rotated out twice, within five minutes", async () => {
    const clock = jest.spyOn(Date, "now").mockReturnValue(0);
    const judge = await container();
    const { AWSCURRENT: old } = versions;
    expect(await judge(`Bearer ${old}`)).toEqual(allow);
    versions.AWSCURRENT = token();
    versions.AWSPREVIOUS = token();
    clock.mockReturnValue(fiveMinutesMs);
    expect(await judge(`Bearer ${old}`)).toEqual(deny);
    clock.mockRestore();
  });
});
