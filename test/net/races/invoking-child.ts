import { lambdaContext } from "../../support/lambda-context.ts";

/*
 * A new container of a function, by its name: it handles events one after another and prints the result
 * of each, or null where it threw.
 */

const functions = {
  authorizer: () => import("../../../functions/authorizer.ts"),
  "management-authorizer": () => import("../../../functions/management-authorizer.ts"),
  "expiry-notices": () => import("../../../functions/expiry-notices.ts"),
  "count-refusals": () => import("../../../functions/count-refusals.ts"),
} as const;
export type InvokedName = keyof typeof functions;

const [name = "", events = "[]"] = process.argv.slice(2);
// The log goes elsewhere: the output is for the results alone.
console.log = console.info = console.warn = console.error;
const entry = Object.entries(functions).find(([one]) => one === name);
if (!entry) throw new Error(`there is no function ${name} here`);
const { handler }: { handler: (event: never, context: never) => Promise<unknown> } =
  await entry[1]();
const context = { ...lambdaContext, getRemainingTimeInMillis: () => 20_000 };
const results: unknown[] = [];
for (const event of JSON.parse(events)) {
  results.push(await handler(event as never, context as never).then(done, () => null));
}
process.stdout.write(JSON.stringify(results));
process.exit(0);

function done(result: unknown): unknown {
  return result ?? "done";
}
