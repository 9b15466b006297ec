import { createHash } from "node:crypto";
import { callingAws } from "../deployment/aws-fault.ts";
import { clientSettings, type Deployment, outputOf } from "../deployment/deployment.ts";
import { CliError } from "../exit-code.ts";

/** The keyring's secret as it was read. */
export interface KeyringSecret {
  readonly text: string;
  /** Secrets Manager's id of this state of the secret. */
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
      "Secrets Manager's response lacks the secret or its version.",
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
 * The one id that the state after this one can have. Of two people who change the same state, the
 * second asks for an id that is taken, and Secrets Manager refuses: "the request fails because you
 * can't modify a secret version". Without it the later write would drop a pepper that keys may
 * already have been made with.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html
 */
function successorOf(versionId: string): string {
  return createHash("sha256").update(`latchkey keyring after ${versionId}`).digest("hex");
}

function explainFailure(error: unknown): never {
  if (error instanceof Error && error.name === "ResourceExistsException") {
    throw new CliError(
      "refused",
      "The keyring was changed meanwhile, by someone else or back to an earlier state: nothing was done. Look at --status before you try again.",
    );
  }
  // What a service answers has a `$fault`: the client's or its own.
  if (error instanceof Error && !("$fault" in error)) {
    throw new CliError(
      "unknown",
      `It is not known whether the keyring was changed: Secrets Manager did not answer (${error.message}). Look at --status before you try again.`,
    );
  }
  throw error;
}
