/*
 * Runs inside a worker thread, in the place of Lambda's Node runtime: loads one bundle, then answers
 * one event at a time. Plain JavaScript, since a worker has no TypeScript loader.
 */
import { parentPort, workerData } from "node:worker_threads";

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
    const result = await handler(JSON.parse(payload), contextOf(invocation));
    // What a function returns travels as JSON; undefined becomes null, as on Lambda.
    return { ok: true, payload: JSON.stringify(result) ?? "null" };
  } catch (error) {
    return { ok: false, ...describe(error) };
  }
}

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
