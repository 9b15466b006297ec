import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { openTranslation } from "../../core/store/document-client.ts";

/** One call as the service would receive it: values in DynamoDB's own JSON. */
export interface ReceivedCall {
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
}

export interface ServiceResponse {
  readonly status: number;
  readonly body: object;
}

/**
 * The SDK's own document client whose transport ends in a function of the test: marshalling and the
 * reading of errors are real, and nothing touches the network.
 */
export function fakeDynamoDb(answer: (call: ReceivedCall) => ServiceResponse) {
  const calls: ReceivedCall[] = [];
  const client = new DynamoDBClient({
    region: "eu-west-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    maxAttempts: 1,
    requestHandler: {
      handle: async (request: { headers: Record<string, string>; body?: unknown }) => {
        const operation = String(request.headers["x-amz-target"]).replace(/^.*\./, "");
        const call = { operation, input: JSON.parse(textOf(request.body)) };
        calls.push(call);
        const { status, body } = answer(call);
        return {
          response: {
            statusCode: status,
            headers: { "content-type": "application/x-amz-json-1.0" },
            body: new TextEncoder().encode(JSON.stringify(body)),
          },
        };
      },
    },
  });
  return { client: DynamoDBDocumentClient.from(client, openTranslation), calls };
}

export function ok(body: object): ServiceResponse {
  return { status: 200, body };
}

export function serviceError(type: string, members: object = {}): ServiceResponse {
  const body = { __type: `com.amazonaws.dynamodb.v20120810#${type}`, ...members };
  return { status: 400, body };
}

function textOf(body: unknown): string {
  return body instanceof Uint8Array ? new TextDecoder().decode(body) : String(body);
}
