import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { ScanCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { startIssuer, type TestIssuer } from "../../support/issuer.ts";
import { newKeyring } from "../../support/keys.ts";
import { ManagementOnTable } from "../../support/management-on-table.ts";
import { createTable } from "../../support/table.ts";
import { type Cloud, startCloud, unknownKey } from "../lambda-events/cloud.ts";
import { authorizerEvent, logEvent } from "../lambda-events/events.ts";
import { type FaultyLine, startFaultyLine } from "../support/faulty-line.ts";
import { bundleChild, type ChildProgram } from "./child-program.ts";
import type { InvokedName } from "./invoking-child.ts";

/*
 * New containers of functions, each with a fault or a kill at one of its calls to the database, Secrets
 * Manager or the issuer, before the call's effect or after it. The calls are not listed here: each run
 * disturbs the next one, until there is none left. Reach: processes of the test's own, 127.0.0.1.
 */

let cloud: Cloud;
let issuer: TestIssuer;
let line: FaultyLine;
let program: ChildProgram;
let child: ChildProcess;

beforeAll(async () => {
  cloud = await startCloud();
  issuer = await startIssuer("client-1");
  line = await startFaultyLine(cloud.table.endpoint, Date.now);
  program = await bundleChild("invoking-child");
});
afterAll(async () => {
  await line.close();
  await issuer.stop();
  await cloud.stop();
  await program.remove();
});

interface Disturbance {
  /** The call that is disturbed: 0 is the first that the container makes, to whichever service. */
  readonly site: number;
  readonly isAfterEffect: boolean;
  readonly isKilled?: boolean;
}

interface Outcome {
  /** The result of each event; null where the function threw. Undefined where it was killed. */
  readonly results: readonly unknown[] | undefined;
  /** Whether there was a call to disturb. */
  readonly isDisturbed: boolean;
}

async function invoke(
  name: InvokedName,
  { events, tableName }: { readonly events: readonly object[]; readonly tableName: string },
  { site, isAfterEffect, isKilled = false }: Disturbance,
): Promise<Outcome> {
  let calls = 0;
  const isHere = () => {
    if (calls++ !== site) return false;
    if (isKilled) child.kill("SIGKILL");
    return true;
  };
  cloud.aws.plan = () => (isHere() ? (isAfterEffect ? "after" : "before") : undefined);
  line.disturb(() => (isHere() ? (isAfterEffect ? "lost-answer" : "refused") : undefined));
  issuer.breaks = isHere;
  child = spawn(process.execPath, [program.path, name, JSON.stringify(events)], {
    stdio: ["ignore", "pipe", "ignore"],
    env: {
      ...process.env,
      TABLE_NAME: tableName,
      AWS_ENDPOINT_URL_DYNAMODB: line.url,
      OIDC_ISSUER: issuer.url,
      OIDC_AUDIENCE: "client-1",
      OIDC_ACCOUNT_CLAIM: "sub",
    },
  });
  let printed = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    printed += text;
  });
  const [code] = await once(child, "close");
  if (isAfterEffect) await line.settled();
  if (!isKilled) expect(code).toBe(0);
  return { results: code === 0 ? JSON.parse(printed) : undefined, isDisturbed: calls > site };
}

/** Disturbs each call of a container's first event. @returns how many there are */
async function disturbEach(run: (disturbance: Disturbance) => Promise<Outcome>): Promise<number> {
  let sites = 0;
  for (const isAfterEffect of [false, true]) {
    let site = 0;
    while ((await run({ site, isAfterEffect })).isDisturbed) expect(++site).toBeLessThan(50);
    expect(site).toBeGreaterThan(0);
    sites += site;
  }
  return sites;
}

function effectOf(result: unknown): string | undefined {
  if (result === null) return "thrown";
  // biome-ignore lint/suspicious/noExplicitAny: the member is read of what the process printed.
  const { policyDocument, context }: any = Object(result);
  return context?.statusCode === undefined
    ? policyDocument?.Statement?.[0]?.Effect
    : String(context.statusCode);
}

it.each([
  ["authorizer", "good", "200", ["503"]],
  ["authorizer", "unknown", "Deny", ["503"]],
  ["management-authorizer", "operator's", "Allow", ["thrown"]],
  ["management-authorizer", "user's", "Allow", ["thrown"]],
  ["management-authorizer", "unknown", "Deny", ["thrown"]],
] as const)(
  "%s: judges a %s credential rightly or not at all",
  async (name, whose, right, faulty) => {
    const unknown = name === "authorizer" ? unknownKey() : "nobody-s-token";
    const credentials = {
      good: cloud.key,
      unknown,
      "operator's": cloud.operatorToken,
      "user's": await issuer.sign(),
    };
    const event = authorizerEvent({ Authorization: `Bearer ${credentials[whose]}` });
    const run = { events: [event, event], tableName: cloud.table.name };
    const sites = await disturbEach(async (disturbance) => {
      const outcome = await invoke(name, run, disturbance);
      const [first, second] = (outcome.results ?? []).map(effectOf);
      expect([right, ...faulty]).toContain(first);
      expect(second).toBe(right);
      return outcome;
    });
    process.stdout.write(`${name}, ${whose}: ${sites} calls disturbed\n`);
  },
);

/** A batch that may be handed over again, and what it is to leave in the table. */
const dayMs = 86_400_000;
const none: Disturbance = { site: Number.POSITIVE_INFINITY, isAfterEffect: false };
const batches: readonly (readonly [
  name: InvokedName,
  event: (keyId: string) => object,
  left: (item: Record<string, unknown>) => boolean,
])[] = [
  ["expiry-notices", () => ({}), (item) => item.action === "key.expiring"],
  ["count-refusals", logEvent, (item) => item.limit === 1],
];

it.each([false, true])(
  "does a batch once at whichever call it fails (killed: %s)",
  async (isKilled) => {
    let disturbed = 0;
    for (const [name, eventOf, isLeft] of batches) {
      disturbed += await disturbEach(async (disturbance) => {
        // A table of its own: what one run left would be read by the next.
        const table = await createTable(cloud.table.endpoint);
        try {
          const management = new ManagementOnTable(table, newKeyring());
          management.nowEpochMs = Date.now();
          await management.call("putAccount", { accountId: "told", body: { plan: "agency" } });
          // Its notice has been due for a minute.
          const expiresAt = new Date(Date.now() + dayMs - 60_000).toISOString();
          const { id } = await management.newKey("told", { expires_at: expiresAt });
          const event = eventOf(id);
          const run = { events: [event], tableName: table.name };
          const outcome = await invoke(name, run, { ...disturbance, isKilled });
          if (outcome.results?.[0] !== "done") {
            expect((await invoke(name, run, none)).results).toEqual(["done"]);
          }
          const { Items = [] } = await table.client.send(
            new ScanCommand({ TableName: table.name }),
          );
          expect(Items.filter(isLeft)).toHaveLength(1);
          return outcome;
        } finally {
          await table.stop();
        }
      });
    }
    process.stdout.write(`${disturbed} ${isKilled ? "kills" : "faults"}\n`);
  },
);
