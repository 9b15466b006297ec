import { afterEach, describe, expect, it } from "@jest/globals";
import type { Deployment } from "../../../cli/deployment/deployment.ts";
import { readKeyringSecret } from "../../../cli/pepper/keyring-secret.ts";
import {
  type CannedResponse,
  type JsonServer,
  startJsonServer,
} from "../../support/json-server.ts";

/* Reach: a server of this test's own on 127.0.0.1. */

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";

let server: JsonServer;
afterEach(() => server.stop());

/** A deployment whose Secrets Manager answers as told, after it was read once. */
async function deploymentWith(...answers: CannedResponse[]): Promise<Deployment> {
  const read = { SecretString: "{}", VersionId: "v", CreatedDate: 1_795_386_518 };
  server = await startJsonServer([{ status: 200, body: JSON.stringify(read) }, ...answers]);
  return {
    name: "stage test",
    isLocal: false,
    outputs: new Map([["PepperSecretArn", "pepper"]]),
    apiUrl: "https://keys.example.test/api",
    aws: {
      region: "us-east-1",
      credentials: { accessKeyId: "local", secretAccessKey: "local" },
      endpoints: { secretsManager: server.endpoint.origin },
    },
  };
}

describe("a change of the keyring", () => {
  it("that got no answer may have been made, and is told so", async () => {
    const secret = await readKeyringSecret(await deploymentWith("reset"));
    await expect(secret.replace("{}")).rejects.toMatchObject({
      exitCode: 4,
      message: expect.stringMatching(/^The keyring may or may not have been changed.*--status/),
    });
  });

  it("that Secrets Manager refused was not made", async () => {
    const body = '{"__type":"AccessDeniedException","message":"no"}';
    const secret = await readKeyringSecret(await deploymentWith({ status: 400, body }));
    await expect(secret.replace("{}")).rejects.toMatchObject({ exitCode: 3 });
  });
});
