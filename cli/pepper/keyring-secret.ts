import { createHash } from "node:crypto";
import { callingAws } from "../deployment/aws-fault.ts";
import { clientSettings, type Deployment, outputOf } from "../deployment/deployment.ts";
import { CliError } from "../exit-code.ts";

/** The keyring's secret, as read. */
export interface KeyringSecret {
  readonly text: string;
  /** The Secrets Manager version ID of this state. */
  readonly versionId: string;
  readonly changedAtEpochMs: number;
  /**
   * Writes a new state.
   *
   * @throws CliError if the secret is no longer in the state that was read
   */
  replace(text: string): Promise<void>;
}

/**
 * Reads the keyring of a deployment. Needs `secretsmanager:GetSecretValue`, and `PutSecretValue` to
 * replace it.
 *
 * @throws CliError if Secrets Manager cannot be reached
 */
export async function readKeyringSecret(deployment: Deployment): Promise<KeyringSecret> {
  const { SecretsManagerClient, GetSecretValueCommand, PutSecretValueCommand } = await import(
    "@aws-sdk/client-secrets-manager"
  );
  const SecretId = outputOf(deployment, "PepperSecretArn");
  const client = new SecretsManagerClient(await clientSettings(deployment, "secretsManager"));
  const { SecretString, VersionId, CreatedDate } = await callingAws(
    deployment.aws,
    "read the pepper's secret",
    () => client.send(new GetSecretValueCommand({ SecretId })),
  );
  if (SecretString === undefined || VersionId === undefined || CreatedDate === undefined) {
    throw new CliError(
      "unreachable",
      "The response of Secrets Manager lacks the secret or its version.",
    );
  }
  return {
    text: SecretString,
    versionId: VersionId,
    changedAtEpochMs: CreatedDate.getTime(),
    replace: (text) =>
      callingAws(deployment.aws, "write the pepper's secret", async () => {
        const put = new PutSecretValueCommand({
          SecretId,
          SecretString: text,
          ClientRequestToken: successorOf(VersionId),
        });
        await client.send(put).catch(explainFailure);
      }),
  };
}

/**
 * Derives the version ID of the next state. If two people change the same state, the second one uses
 * an ID that is taken, and Secrets Manager rejects it: "the request fails because you can't modify a
 * secret version". Otherwise the later write would drop a pepper that keys may already use.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html
 */
export function successorOf(versionId: string): string {
  return createHash("sha256").update(`latchkey keyring after ${versionId}`).digest("hex");
}

function explainFailure(error: unknown): never {
  if (error instanceof Error && error.name === "ResourceExistsException") {
    throw new CliError(
      "refused",
      "The keyring was changed in the meantime, by someone else or back to an earlier state. Nothing was done. Check --status before you try again.",
    );
  }
  // An error response of the service has a `$fault`: client or server.
  if (error instanceof Error && !("$fault" in error)) {
    throw new CliError(
      "unknown",
      `The keyring may or may not have been changed: Secrets Manager did not respond (${error.message}). Check --status before you try again.`,
    );
  }
  throw error;
}
