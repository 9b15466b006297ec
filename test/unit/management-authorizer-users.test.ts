import { randomBytes } from "node:crypto";
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  it,
  jest,
} from "@jest/globals";
import type { APIGatewayRequestAuthorizerEvent } from "aws-lambda";
import type { JsonCall } from "../../core/aws/json-service.ts";
import { defaultKeyPrefix, issueKey } from "../../core/key/api-key.ts";
import type { AuthorizerResult } from "../../functions/http/authorizer-policy.ts";
import { startIssuer, type TestIssuer } from "../support/issuer.ts";

const methodArn = "arn:aws:execute-api:us-east-1:123456789012:api/api/GET/manage/v1/accounts/a";

type Handler = (
  request: Pick<APIGatewayRequestAuthorizerEvent, "methodArn" | "multiValueHeaders">,
) => Promise<AuthorizerResult>;

const secretsManager = jest.fn<JsonCall>();
jest.unstable_mockModule("../../core/aws/clients.ts", () => ({
  createSecretsManager: () => ({ call: secretsManager }),
}));

/** May use the network within this machine: the issuer is one of its own. */
describe("the management authorizer, between operators and users", () => {
  const environment = process.env;
  let issuer: TestIssuer;
  let handler: Handler;

  beforeAll(async () => {
    issuer = await startIssuer("client-1");
  });
  afterAll(async () => {
    await issuer.stop();
    process.env = environment;
  });

  beforeEach(async () => {
    jest.spyOn(console, "info").mockImplementation(() => {});
    issuer.failure = undefined;
    secretsManager.mockReset().mockResolvedValue({ SecretString: "operator-token" });
    await startContainer();
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });

  /** The entry reads its environment when it is loaded, as Lambda does for each container. */
  async function startContainer(): Promise<void> {
    process.env = {
      ...environment,
      OPERATOR_TOKEN_SECRET_ARN: "arn:operator-token",
      OIDC_ISSUER: issuer.url,
      OIDC_AUDIENCE: "client-1",
      OIDC_ACCOUNT_CLAIM: "sub",
    };
    await jest.isolateModulesAsync(async () => {
      ({ handler } = await import("../../functions/management-authorizer.ts"));
    });
  }

  function judge(token: string): Promise<AuthorizerResult> {
    return handler({ methodArn, multiValueHeaders: { Authorization: [`Bearer ${token}`] } });
  }

  async function effectFor(token: string): Promise<string> {
    return (await judge(token)).policyDocument.Statement[0].Effect;
  }

  function breakSecretsManager(): void {
    secretsManager.mockRejectedValue(new Error("Secrets Manager is out of reach"));
  }

  it("lets a user in, for exactly the method, and tells who it is and whose account", async () => {
    expect(await judge(await issuer.sign())).toEqual({
      principalId: "user:user-1",
      policyDocument: {
        Version: "2012-10-17",
        Statement: [{ Action: "execute-api:Invoke", Effect: "Allow", Resource: methodArn }],
      },
      context: { actor: "user", subject: "user-1", accountId: "user-1" },
    });
  });

  it("takes nothing else of a token into the context", async () => {
    const claims = { actor: "operator", email: "a@example.com", accountId: "other" };
    const { context } = await judge(await issuer.sign(claims));
    expect(context).toEqual({ actor: "user", subject: "user-1", accountId: "user-1" });
  });

  it("denies whoever is neither, and tells no more than that", async () => {
    const strangers = [
      "operator-tokenx",
      "Operator-token",
      issueKey(randomBytes, defaultKeyPrefix).text,
      await issuer.sign({ aud: "client-2" }),
      await issuer.sign({ exp: 1 }),
      await issuer.sign({ iss: "https://issuer.example" }),
      `${await issuer.sign()}x`,
    ];
    for (const token of strangers) {
      const result = await judge(token);
      expect(result.policyDocument.Statement[0]).toMatchObject({ Effect: "Deny" });
      expect(result.principalId).toBe("anonymous");
      expect(result.context).toEqual({
        message: "Invalid credentials",
        code: "invalid_credentials",
      });
    }
  });

  it("lets operators in at once while the issuer is out of reach, but no user", async () => {
    issuer.failure = () => {};
    await startContainer();
    expect(await effectFor("operator-token")).toBe("Allow");
    expect(await effectFor("wrong-token")).toBe("Deny");
    expect(await effectFor(await issuer.sign({ iss: "https://issuer.example" }))).toBe("Deny");
    // Whoever waits for the issuer ends as a fault.
    await expect(judge(await issuer.sign())).rejects.toMatchObject({
      name: expect.stringMatching(/^(IssuerFault|DeadlineError)$/),
    });
  });

  it("lets users in while Secrets Manager is out of reach, but no operator", async () => {
    breakSecretsManager();
    await startContainer();
    expect(await effectFor(await issuer.sign())).toBe("Allow");
    expect(await effectFor(await issuer.sign({ exp: 1 }))).toBe("Deny");
    await expect(judge("operator-token")).rejects.toThrow("out of reach");
  });

  it("recovers without a new container", async () => {
    issuer.failure = (response) => response.writeHead(503).end();
    breakSecretsManager();
    await startContainer();
    const token = await issuer.sign();
    await expect(judge("operator-token")).rejects.toThrow();
    await expect(judge(token)).rejects.toThrow();
    secretsManager.mockResolvedValue({ SecretString: "operator-token" });
    issuer.failure = undefined;
    expect(await effectFor("operator-token")).toBe("Allow");
    expect(await effectFor(token)).toBe("Allow");
  });

  it("logs why it refused a token, and nothing of it", async () => {
    const log = jest.spyOn(console, "info").mockImplementation(() => {});
    const refused: [string, Record<string, string>][] = [
      [await issuer.sign({ exp: 1 }), { reason: "expired" }],
      [await issuer.sign({ aud: "client-2" }), { reason: "audience" }],
      [await issuer.sign({ token_use: "id" }), { reason: "token_use" }],
      [await issuer.sign({ iss: "https://issuer.example" }), { reason: "issuer" }],
      [await issuer.sign({ sub: "a b" }), { reason: "claim_malformed", claim: "sub" }],
      [await issuer.sign(Object({ sub: undefined })), { reason: "claim_missing", claim: "sub" }],
      [`${(await issuer.sign()).slice(0, -8)}AAAAAAAA`, { reason: "signature" }],
      ["operator-tokenx", { reason: "unknown_token" }],
      [issueKey(randomBytes, defaultKeyPrefix).text, { reason: "api_key" }],
    ];
    for (const [token, reason] of refused) {
      log.mockClear();
      expect(await effectFor(token)).toBe("Deny");
      const message = "a token was refused";
      const lines = log.mock.calls.map(([line]) => JSON.parse(String(line)));
      expect(lines).toEqual([{ level: "info", message, ...reason }]);
    }
    log.mockClear();
    expect(await effectFor(await issuer.sign())).toBe("Allow");
    expect(await effectFor("operator-token")).toBe("Allow");
    expect(log).not.toHaveBeenCalled();
  });

  it("writes nothing of a token anywhere", async () => {
    const written: unknown[] = [];
    for (const method of ["log", "info", "warn", "error", "debug"] as const) {
      jest.spyOn(console, method).mockImplementation((...values) => {
        written.push(...values);
      });
    }
    const good = await issuer.sign();
    await judge(good);
    await judge("operator-token");
    await judge(await issuer.sign({ exp: 1 }));
    issuer.failure = (response) => response.destroy();
    await startContainer();
    await judge(good).catch((error) => written.push(String(error), error.stack));
    const text = JSON.stringify(written);
    expect(text).toContain("IssuerFault");
    for (const part of [...good.split("."), "operator-token", "user-1"]) {
      expect(text).not.toContain(part);
    }
  });
});
