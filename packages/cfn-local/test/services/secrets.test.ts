import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { describe, expect, it } from "@jest/globals";
import { SecretStore } from "../../services/secret-store.ts";
import { newSecretValue } from "../../services/secret-value.ts";
import { serveSecrets } from "../../services/secrets-manager.ts";
import { parseTemplate } from "../../template/document.ts";
import { readSecrets } from "../../template/secrets.ts";
import { Stack } from "../../template/stack.ts";

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";

function secretsOf(...properties: object[]) {
  const Resources = properties.map((Properties, index) => [
    `Secret${index}`,
    { Type: "AWS::SecretsManager::Secret", Properties },
  ]);
  return readSecrets(
    new Stack("Test", parseTemplate({ Resources: Object.fromEntries(Resources) })),
  );
}

function generated(GenerateSecretString: object): string {
  const [model] = secretsOf({ GenerateSecretString });
  if (!model) throw new Error("There is no secret.");
  return newSecretValue(model.content);
}

describe("a generated secret", () => {
  it("has 32 characters of every class by default", () => {
    const value = generated({});
    expect(value).toHaveLength(32);
    for (const some of [/[a-z]/, /[A-Z]/, /[0-9]/, /[^A-Za-z0-9]/]) expect(value).toMatch(some);
  });

  it("keeps to what it excludes", () => {
    const value = generated({
      PasswordLength: 200,
      ExcludePunctuation: true,
      ExcludeCharacters: "aZ0",
    });
    expect(value).toMatch(/^[b-zA-Y1-9]{200}$/);
  });

  it("fills one field of a template", () => {
    const generate = {
      SecretStringTemplate: '{"active":"v1"}',
      GenerateStringKey: "v1",
      PasswordLength: 50,
      ExcludePunctuation: true,
    };
    expect(JSON.parse(generated(generate))).toEqual({
      active: "v1",
      v1: expect.stringMatching(/^[A-Za-z0-9]{50}$/),
    });
  });

  it("differs each time", () => {
    expect(generated({})).not.toBe(generated({}));
  });
});

describe("the store of secrets", () => {
  it("keeps its secrets in a file that only its owner may read", () => {
    const path = join(mkdtempSync(join(tmpdir(), "cfn-local-secrets-")), "secrets.json");
    const models = secretsOf({ GenerateSecretString: {} });
    const first = new SecretStore(models, path).find("Test-Secret0");
    expect(new SecretStore(models, path).find("Test-Secret0")).toEqual(first);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(JSON.parse(readFileSync(path, "utf8"))).toEqual([first]);
  });
});

describe("the double of Secrets Manager", () => {
  it("reports that it cannot keep a secret, but not what it was", async () => {
    const directory = mkdtempSync(join(tmpdir(), "cfn-local-secrets-"));
    const store = new SecretStore(secretsOf({ SecretString: "one" }), join(directory, "secrets"));
    rmSync(directory, { recursive: true });
    const reports: string[] = [];
    const { endpoint, stop } = await serveSecrets(store, (line) => reports.push(line));
    const put = (body: string) =>
      fetch(endpoint, {
        method: "POST",
        headers: { "X-Amz-Target": "secretsmanager.PutSecretValue" },
        body,
      });
    try {
      const sent = { SecretId: "Test-Secret0", SecretString: "confidential" };
      expect((await put(JSON.stringify(sent))).status).toBe(500);
      expect(reports).toEqual([
        expect.stringMatching(/^The local Secrets Manager failed: .*ENOENT/),
      ]);
      expect(reports.join()).not.toContain("confidential");
      expect((await put("no JSON")).status).toBe(400);
      expect(reports).toHaveLength(1);
    } finally {
      await stop();
    }
  });

  it("serves AWS's own client: current, rotated and previous values", async () => {
    const [model] = secretsOf({ SecretString: "one" });
    const arn = model?.arn ?? "";
    const store = new SecretStore(model ? [model] : [], undefined);
    const { endpoint, stop } = await serveSecrets(store, () => {});
    const client = new SecretsManagerClient({
      endpoint,
      region: "us-east-1",
      credentials: { accessKeyId: "x", secretAccessKey: "x" },
    });
    try {
      const valueAt = async (stage?: string) =>
        (await client.send(new GetSecretValueCommand({ SecretId: arn, VersionStage: stage })))
          .SecretString;
      expect(await valueAt()).toBe("one");
      await expect(valueAt("AWSPREVIOUS")).rejects.toMatchObject({
        name: "ResourceNotFoundException",
      });
      const put = new PutSecretValueCommand({ SecretId: "Test-Secret0", SecretString: "two" });
      const { VersionId } = await client.send(put);
      expect([await valueAt(), await valueAt("AWSPREVIOUS")]).toEqual(["two", "one"]);
      await client.send(new PutSecretValueCommand({ SecretId: arn, SecretString: "three" }));
      expect([await valueAt(), await valueAt("AWSPREVIOUS")]).toEqual(["three", "two"]);
      const { VersionIdsToStages } = await client.send(
        new DescribeSecretCommand({ SecretId: arn }),
      );
      expect(Object.values(VersionIdsToStages ?? {}).sort()).toEqual([
        ["AWSCURRENT"],
        ["AWSPREVIOUS"],
      ]);
      expect(VersionIdsToStages?.[VersionId ?? ""]).toEqual(["AWSPREVIOUS"]);
      await expect(
        client.send(new GetSecretValueCommand({ SecretId: "unknown" })),
      ).rejects.toMatchObject({ name: "ResourceNotFoundException" });
    } finally {
      client.destroy();
      await stop();
    }
  });
});
