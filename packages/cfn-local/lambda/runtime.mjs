/*
 * Runs inside a worker thread, in the place of Lambda's Node runtime: loads one bundle, then answers
 * one event at a time. Plain JavaScript, since a worker has no TypeScript loader.
 */
import { parentPort, workerData } from "node:worker_threads";
import { awslambda, isStreaming, runStreaming } from "./streaming.mjs";

const { bundleUrl, exportName } = workerData;

/** Errors leave a function as these three fields. */
function describe(error) {
  if (error instanceof Error) {
    return {
      errorType: error.name,
      errorMessage: error.message,
      trace: String(error.stack).split("\n"),
    };
  }
  return { errorType: typeof error, errorMessage: String(error), trace: [] };
}

function contextOf({ requestId, functionName, functionArn, memoryMb, logGroup, deadlineMs }) {
  return {
    awsRequestId: requestId,
    functionName,
    functionVersion: "$LATEST",
    invokedFunctionArn: functionArn,
    memoryLimitInMB: String(memoryMb),
    logGroupName: logGroup,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, deadlineMs - Date.now()),
  };
}

async function answer({ payload, ...invocation }, handler) {
  try {
    const event = JSON.parse(payload);
    const context = contextOf(invocation);
    if (isStreaming(handler)) {
      await runStreaming(handler, event, context, (chunk) => parentPort.postMessage({ chunk }));
      return { ok: true, payload: "" };
    }
    const result = await handler(event, context);
    // What a function returns travels as JSON; undefined becomes null, as on Lambda.
    return { ok: true, payload: JSON.stringify(result) ?? "null" };
  } catch (error) {
    return { ok: false, ...describe(error) };
  }
}

globalThis.awslambda = awslambda;

try {
  const handler = (await import(bundleUrl))[exportName];
  if (typeof handler !== "function") throw new Error(`${exportName} is not exported as a function`);
  parentPort.on("message", async (invocation) => {
    parentPort.postMessage(await answer(invocation, handler));
  });
  parentPort.postMessage({ ready: true });
} catch (error) {
  parentPort.postMessage({ ready: false, ...describe(error) });
}
