import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { required } from "../core/aws/environment.ts";
import { createForwarder } from "./forward/forwarder.ts";
import { createLambdaBackEnd } from "./forward/lambda-back-end.ts";

// A second attempt would run the function twice.
const client = new LambdaClient({ maxAttempts: 1 });
const FunctionName = required(process.env, "FORWARD_FUNCTION_ARN");
const timeoutMs = Number(required(process.env, "FORWARD_TIMEOUT_MS"));

export const handler = createForwarder(
  createLambdaBackEnd(async (payload, abortSignal) => {
    const command = new InvokeCommand({ FunctionName, Payload: Buffer.from(payload) });
    const { Payload, FunctionError } = await client.send(command, { abortSignal });
    return { payload: Payload?.transformToString() ?? "", functionError: FunctionError };
  }, timeoutMs),
);
