import * as z from "zod";
import { ServiceError, serveAwsJson } from "./aws-json.ts";
import type { Secret, SecretStore, SecretVersion } from "./secret-store.ts";

const input = z.object({
  SecretId: z.string(),
  VersionId: z.string().optional(),
  VersionStage: z.string().optional(),
  VersionStages: z.array(z.string()).optional(),
  SecretString: z.string().optional(),
  ClientRequestToken: z.string().optional(),
});

type Input = z.infer<typeof input>;

/**
 * A double of Secrets Manager on 127.0.0.1 that knows GetSecretValue, PutSecretValue and
 * DescribeSecret. Signatures are not checked: nothing but this machine's programs can reach it.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html
 */
export async function serveSecrets(
  store: SecretStore,
  reportFailure: (line: string) => void,
): Promise<{ endpoint: string; stop(): Promise<void> }> {
  const { url, stop } = await serveAwsJson({
    name: "Secrets Manager",
    jsonVersion: "1.1",
    operate(operation, body) {
      const parsed = input.safeParse(body);
      if (!parsed.success) throw new ServiceError("ValidationException", "Invalid request.");
      return operate(store, operation, parsed.data);
    },
    reportFailure,
  });
  return { endpoint: url, stop };
}

function operate(store: SecretStore, operation: string, parameters: Input): unknown {
  const secret = store.find(parameters.SecretId);
  if (!secret) throw notFound("secret");
  switch (operation) {
    case "GetSecretValue":
      return getValue(store, secret, parameters);
    case "PutSecretValue":
      return putValue(store, secret, parameters);
    case "DescribeSecret":
      return describe(secret);
    default:
      throw new ServiceError("UnknownOperationException", `${operation} is not known here.`);
  }
}

function getValue(store: SecretStore, secret: Secret, { VersionId, VersionStage }: Input) {
  const version = store.findVersion(secret, { id: VersionId, stage: VersionStage });
  if (!version) throw notFound("secret value for staging label");
  return {
    ...identify(secret, version),
    SecretString: version.value,
    CreatedDate: version.createdAtEpochSeconds,
  };
}

/** "If a version with this value already exists", it is left as it is, and must be the same. */
function putValue(store: SecretStore, secret: Secret, parameters: Input) {
  const { SecretString, VersionStages, ClientRequestToken } = parameters;
  if (SecretString === undefined) {
    throw new ServiceError("InvalidParameterException", "You must provide a SecretString.");
  }
  const existing = secret.versions.find(({ id }) => id === ClientRequestToken);
  if (existing && existing.value !== SecretString) {
    throw new ServiceError("ResourceExistsException", "A version cannot be modified.");
  }
  if (existing) return identify(secret, existing);
  const version = store.put(secret, SecretString, VersionStages, ClientRequestToken);
  return identify(secret, version);
}

function identify({ arn, name }: Secret, { id, stages }: SecretVersion) {
  return { ARN: arn, Name: name, VersionId: id, VersionStages: stages };
}

function describe({ arn, name, versions }: Secret) {
  const stages = versions.map(({ id, stages }) => [id, stages]);
  return { ARN: arn, Name: name, VersionIdsToStages: Object.fromEntries(stages) };
}

function notFound(what: string): ServiceError {
  const message = `Secrets Manager can't find the specified ${what}.`;
  return new ServiceError("ResourceNotFoundException", message);
}
