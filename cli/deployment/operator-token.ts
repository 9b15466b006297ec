import { CliError } from "../exit-code.ts";
import type { Terminal } from "../terminal.ts";
import { callingAws } from "./aws-fault.ts";
import { clientSettings, type Deployment, outputOf } from "./deployment.ts";

export interface OperatorToken {
  readonly text: string;
  /** Where it was taken from, to be named when it is not good. */
  readonly source: string;
}

/** What an Authorization header can carry. */
const tokenGrammar = /^[!-~]{1,4096}$/;

/**
 * The operator's credential: from the environment, else from Secrets Manager, else typed in. There
 * is no flag for it, since a command line is seen by every process and kept in the shell's history.
 *
 * @param deployment whose secret may be read; undefined if only an address is known
 * @throws CliError if there is none
 */
export async function findOperatorToken(
  environment: NodeJS.ProcessEnv,
  deployment: Deployment | undefined,
  terminal: Terminal,
): Promise<OperatorToken> {
  const given = environment.LATCHKEY_OPERATOR_TOKEN;
  if (given) return checked(given, "LATCHKEY_OPERATOR_TOKEN");
  if (deployment) return checked(await readToken(deployment), `the secret of ${deployment.name}`);
  if (terminal.canAsk) return checked(await terminal.askSecret("Operator token: "), "the prompt");
  throw new CliError(
    "misuse",
    "No operator token: set LATCHKEY_OPERATOR_TOKEN, name a stage with --stage, or start the local run (npm start). A local run with a LATCHKEY_RUN_DIR of its own is found by the same variable here.",
  );
}

function checked(text: string, source: string): OperatorToken {
  const trimmed = text.trim();
  if (tokenGrammar.test(trimmed)) return { text: trimmed, source };
  throw new CliError("misuse", `The operator token of ${source} is empty or malformed.`);
}

async function readToken(deployment: Deployment): Promise<string> {
  const { SecretsManagerClient, GetSecretValueCommand } = await import(
    "@aws-sdk/client-secrets-manager"
  );
  const SecretId = outputOf(deployment, "OperatorTokenSecretArn");
  return callingAws(deployment.aws, `read the operator token of ${deployment.name}`, async () => {
    const client = new SecretsManagerClient(await clientSettings(deployment, "secretsManager"));
    try {
      const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId }));
      return SecretString ?? "";
    } finally {
      client.destroy();
    }
  });
}
