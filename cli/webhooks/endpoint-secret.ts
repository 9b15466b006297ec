import { randomBytes } from "node:crypto";
import {
  parseWebhookSecrets,
  secretText,
  type WebhookSecrets,
} from "../../core/webhook/signing.ts";
import { callingAws } from "../deployment/aws-fault.ts";
import { clientSettings, type Deployment } from "../deployment/deployment.ts";
import { CliError } from "../exit-code.ts";
import { successorOf } from "../pepper/keyring-secret.ts";
import type { Endpoint } from "./endpoints.ts";

/** 32 bytes: the output size of HMAC-SHA-256, by which webhooks are signed. */
const secretBytes = 32;

export interface EndpointSecret {
  readonly secrets: WebhookSecrets;
  /** @throws CliError if someone else changed it meanwhile */
  replace(secrets: WebhookSecrets): Promise<void>;
}

/** Needs `secretsmanager:GetSecretValue`, and `PutSecretValue` to replace it. */
export async function readEndpointSecret(
  deployment: Deployment,
  { secretArn: SecretId }: Endpoint,
): Promise<EndpointSecret> {
  const { SecretsManagerClient, GetSecretValueCommand, PutSecretValueCommand } = await import(
    "@aws-sdk/client-secrets-manager"
  );
  const client = new SecretsManagerClient(await clientSettings(deployment, "secretsManager"));
  const { SecretString, VersionId } = await callingAws(
    deployment.aws,
    "read the webhook's secret",
    () => client.send(new GetSecretValueCommand({ SecretId })),
  );
  return {
    secrets: parseWebhookSecrets(SecretString ?? ""),
    replace: (secrets) =>
      callingAws(deployment.aws, "write the webhook's secret", async () => {
        const put = new PutSecretValueCommand({
          SecretId,
          SecretString: JSON.stringify(secrets),
          ClientRequestToken: successorOf(VersionId ?? ""),
        });
        await client.send(put).catch(explainConflict);
      }),
  };
}

/** @throws CliError while the last rotation is under way, since that would end its secret */
export function rotated({ current, previous }: WebhookSecrets): WebhookSecrets {
  if (previous === undefined) {
    return { current: randomBytes(secretBytes).toString("base64"), previous: current };
  }
  throw new CliError("refused", "The last rotation is not finished: run it with --finish first.");
}

export function shownSecrets({ current, previous }: WebhookSecrets) {
  return {
    current: secretText(current),
    previous: previous === undefined ? null : secretText(previous),
  };
}

function explainConflict(error: unknown): never {
  if (error instanceof Error && error.name === "ResourceExistsException") {
    throw new CliError("refused", "Someone else changed the secret meanwhile. Nothing was done.");
  }
  throw error;
}
