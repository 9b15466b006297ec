import { CliError } from "../exit-code.ts";
import type { Terminal } from "../terminal.ts";
import { callingAws } from "./aws-fault.ts";
import { clientSettings, type Deployment, outputOf } from "./deployment.ts";

export interface OperatorToken {
  readonly text: string;
  /** The source, named if the token is rejected. */
  readonly source: string;
}

/** Characters that an Authorization header can carry. */
const tokenGrammar = /^[!-~]{1,4096}$/;

/**
 * Finds the operator token: in the environment, else in Secrets Manager, else by asking. There is no
 * flag for it, because other processes and the shell history see the command line.
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
    "No operator token found. Run latchkey login, set LATCHKEY_OPERATOR_TOKEN, pass --stage, or start the local run (npm start). If that run has a LATCHKEY_RUN_DIR of its own, set it here, too.",
  );
}

function checked(text: string, source: string): OperatorToken {
  const trimmed = text.trim();
  if (tokenGrammar.test(trimmed)) return { text: trimmed, source };
  throw new CliError("misuse", `The operator token from ${source} is empty or malformed.`);
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
