/*
 * One container of a function, without anything beside it: not even TypeScript is loaded. Prints
 * one line of JSON.
 *
 * Usage: node container.mjs <module> <token> <warm requests>
 */

const [, , module, token, warmRequests] = process.argv;
const headers = {
  Accept: "*/*",
  Authorization: `Bearer ${token}`,
  Host: "api.execute-api.us-east-1.amazonaws.com",
  "User-Agent": "node",
  "X-Amzn-Trace-Id": "Root=1-00000000-000000000000000000000000",
  "X-Forwarded-For": "192.0.2.1",
  "X-Forwarded-Port": "443",
  "X-Forwarded-Proto": "https",
};
/** The parts of a REQUEST event that authorizers read. */
const event = {
  type: "REQUEST",
  methodArn: "arn:aws:execute-api:us-east-1:123456789012:api/api/GET/v1/models",
  headers,
  multiValueHeaders: Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, [value]]),
  ),
};
const context = { getRemainingTimeInMillis: () => 3_000 };

const startedAt = performance.now();
const { handler } = await import(module);
const initialisedAt = performance.now();
const first = await handler(event, context);
const answeredAt = performance.now();

// As many again before, so that the optimising compiler has done its work.
for (let request = 0; request < Number(warmRequests); request++) await handler(event, context);
const cpuBefore = process.cpuUsage();
for (let request = 0; request < Number(warmRequests); request++) await handler(event, context);
const { user, system } = process.cpuUsage(cpuBefore);

const report = {
  effect: first.policyDocument.Statement[0].Effect,
  initMs: initialisedAt - startedAt,
  firstMs: answeredAt - initialisedAt,
  cpuMicroseconds: (user + system) / Math.max(1, Number(warmRequests)),
};
process.stdout.write(JSON.stringify(report), () => process.exit(0));
