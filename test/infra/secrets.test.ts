import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type Synthesised, synthesised } from "./support/synthesised.ts";

/** In the header that the distribution proves itself with and in the web ACL that looks for it, nowhere else. */
const referenceOfOriginSecret =
  /"(?:headerValue|searchString)":\s*\{\s*"Fn::Join":\s*\[\s*"",\s*\[\s*"\{\{resolve:secretsmanager:",\s*\{\s*"Ref":\s*"SecretsOrigin\w+"/gi;

describe("the secrets", () => {
  let prod: Synthesised;
  beforeAll(async () => {
    prod = await synthesised("prod");
  });
  afterAll(() => prod.dispose());

  // To the letter: CloudFormation replaces the value when a generator changes, and a new pepper
  // makes every key invalid.
  it("are a pepper in a keyring, an operator token and the origin secret, generated and kept", () => {
    const secrets = Object.values(prod.template.findResources("AWS::SecretsManager::Secret"));
    const token = {
      Type: "AWS::SecretsManager::Secret",
      Properties: {
        Description: expect.any(String),
        GenerateSecretString: { ExcludePunctuation: true, PasswordLength: 43 },
      },
      DeletionPolicy: "RetainExceptOnCreate",
      UpdateReplacePolicy: "Retain",
    };
    expect(secrets).toEqual([
      {
        Type: "AWS::SecretsManager::Secret",
        Properties: {
          Description: expect.any(String),
          GenerateSecretString: {
            ExcludePunctuation: true,
            GenerateStringKey: "v1",
            PasswordLength: 43,
            SecretStringTemplate: '{"active":"v1"}',
          },
        },
        DeletionPolicy: "RetainExceptOnCreate",
        UpdateReplacePolicy: "Retain",
      },
      token,
      token,
    ]);
  });

  it("occur in nothing that synthesis writes by value; by reference the origin secret does, in two places", () => {
    const files = readdirSync(prod.directory, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => readFileSync(join(parentPath, name), "utf8"));
    expect(files.length).toBeGreaterThan(8);
    for (const text of files) {
      const withoutOriginSecret = text.replace(referenceOfOriginSecret, "");
      expect(withoutOriginSecret).not.toMatch(/\{\{resolve:/);
      expect(text).not.toMatch(/"SecretString"\s*:/);
      expect(text).not.toMatch(/sk_live_[0-9A-Za-z]{8}_[0-9A-Za-z]{38}/);
    }
  });
});
