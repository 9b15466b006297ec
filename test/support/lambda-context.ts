import type { Context } from "aws-lambda";

const notCalled = () => {
  throw new Error("the callback style is not used");
};

/** The context that Lambda hands over with an event. */
export const lambdaContext: Context = {
  callbackWaitsForEmptyEventLoop: true,
  functionName: "models",
  functionVersion: "$LATEST",
  invokedFunctionArn: "arn:aws:lambda:us-east-1:123456789012:function:models",
  memoryLimitInMB: "128",
  awsRequestId: "invocation-1",
  logGroupName: "models",
  logStreamName: "1",
  getRemainingTimeInMillis: () => 3_000,
  done: notCalled,
  fail: notCalled,
  succeed: notCalled,
};
