import { createServer, type IncomingMessage } from "node:http";

/** A call that some function made. */
export interface AwsCall {
  /** Such as `AmazonSQS.SendMessage`; the path where there is no such name. */
  readonly operation: string;
  // biome-ignore lint/suspicious/noExplicitAny: inputs of many shapes.
  readonly input: any;
}

/** The fault of a call in a test: no effect, or an effect with no answer. */
export type AwsFault = "before" | "after";

export interface FakeAws {
  readonly url: string;
  readonly calls: AwsCall[];
  /** The faults of calls to come; undefined for none. */
  plan: (operation: string) => AwsFault | undefined;
  stop(): Promise<void>;
}

/**
 * Secrets Manager, SQS, EventBridge and Lambda as far as the functions know them, and a receiver of
 * webhooks or back end at any other path. It remembers each call that took effect.
 *
 * @param secrets by ARN
 */
export async function startFakeAws(secrets: Readonly<Record<string, string>>): Promise<FakeAws> {
  const calls: AwsCall[] = [];
  const server = createServer(async (request, response) => {
    const body = await bodyOf(request);
    const operation = String(request.headers["x-amz-target"] ?? request.url);
    const fault = fake.plan(operation);
    if (fault === "before") return void request.socket.destroy();
    const input = parse(body);
    calls.push({ operation, input });
    if (fault === "after") return void request.socket.destroy();
    const secret = operation === "secretsmanager.GetSecretValue" ? secretOf(input) : { events: [] };
    const isMissing = secret === undefined;
    response.writeHead(isMissing ? 400 : 200, { "content-type": "application/x-amz-json-1.1" });
    response.end(JSON.stringify(isMissing ? { __type: "ResourceNotFoundException" } : secret));
  });
  function secretOf(input: unknown) {
    const { SecretId, VersionStage = "AWSCURRENT" } = Object(input);
    const SecretString = VersionStage === "AWSCURRENT" ? secrets[String(SecretId)] : undefined;
    return SecretString === undefined ? undefined : { SecretString };
  }
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const fake: FakeAws = {
    url: `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`,
    calls,
    plan: () => undefined,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return fake;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = "";
  for await (const chunk of request.setEncoding("utf8")) body += chunk;
  return body;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
