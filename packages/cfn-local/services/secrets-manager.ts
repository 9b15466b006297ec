import type { IncomingMessage } from "node:http";
import * as z from "zod";
import { reasonOf } from "../start-error.ts";
import type { Secret, SecretStore, SecretVersion } from "./secret-store.ts";
import { serveLocally } from "./serve-locally.ts";

const input = z.object({
  SecretId: z.string(),
  VersionId: z.string().optional(),
  VersionStage: z.string().optional(),
  VersionStages: z.array(z.string()).optional(),
  SecretString: z.string().optional(),
  ClientRequestToken: z.string().optional(),
});

type Input = z.infer<typeof input>;

/** An error as AWS JSON 1.1 has it. */
class ServiceError extends Error {
  readonly type: string;

  constructor(type: string, message: string) {
    super(message);
    this.type = type;
  }
}

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
  const { url, stop } = await serveLocally(async (request, response) => {
    const { status, body } = await answer(store, request, reportFailure);
    response.writeHead(status, { "Content-Type": "application/x-amz-json-1.1" });
    response.end(JSON.stringify(body));
  });
  return { endpoint: url, stop };
}

async function answer(
  store: SecretStore,
  request: IncomingMessage,
  reportFailure: (line: string) => void,
): Promise<{ status: number; body: unknown }> {
  try {
    const target = request.headers["x-amz-target"];
    const operation = typeof target === "string" ? (target.split(".")[1] ?? "") : "";
    const parsed = input.safeParse(await readJson(request));
    if (!parsed.success) throw new ServiceError("ValidationException", "Invalid request.");
    return { status: 200, body: operate(store, operation, parsed.data) };
  } catch (error) {
    const isKnown = error instanceof ServiceError;
    // The client ended the connection: not a failure of this service.
    if (!isKnown && request.complete)
      reportFailure(`The local Secrets Manager failed: ${reasonOf(error)}`);
    const type = isKnown ? error.type : "InternalServiceError";
    const message = isKnown ? error.message : "An error occurred on the server side.";
    return { status: isKnown ? 400 : 500, body: { __type: type, Message: message, message } };
  }
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  try {
    return JSON.parse(Buffer.concat(chunks).toString("utf8"));
  } catch {
    throw new ServiceError("SerializationException", "The request is no JSON.");
  }
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
