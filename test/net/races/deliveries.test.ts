import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { afterAll, beforeAll, beforeEach, expect, it } from "@jest/globals";
import { queueEvent, streamEvent } from "../lambda-events/events.ts";
import { type AwsFault, type FakeAws, startFakeAws } from "../lambda-events/fake-aws.ts";
import { bundleChild, type ChildProgram } from "./child-program.ts";

/*
 * I12 under faults and kills at each call that a delivery makes, before its effect and after it. Lambda
 * hands a batch over again that was not done with; then every event has come out at least once.
 */

const leastKills = Number(process.env.LATCHKEY_KILLS ?? 0);
const eventCount = 12;
const hook = "/webhooks";

let aws: FakeAws;
let program: ChildProgram;
let child: ChildProcess | undefined;

beforeAll(async () => {
  aws = await startFakeAws({ webhook: JSON.stringify({ current: "A".repeat(32) }) });
  program = await bundleChild("delivering-child");
});
beforeEach(() => {
  aws.calls.length = 0;
});
afterAll(async () => {
  await aws.stop();
  await program.remove();
});

interface Delivery {
  readonly name: "event-publisher" | "webhook-sender";
  readonly event: () => object;
  /** The ids that came out, each way by itself. */
  readonly ways: () => string[][];
}

const inputsOf = (name: string) =>
  aws.calls.filter(({ operation }) => operation.endsWith(name)).map(({ input }) => input);
const entriesOf = (name: string) => inputsOf(name).flatMap(({ Entries }) => Entries);

const deliveries: readonly Delivery[] = [
  {
    name: "event-publisher",
    event: () => streamEvent(eventCount),
    ways: () => [
      entriesOf("PutEvents").map(({ Detail }) => JSON.parse(Detail).id),
      entriesOf("SendMessageBatch").map(({ MessageBody }) => JSON.parse(MessageBody).event.id),
      inputsOf("PutItem").map(({ Item }) => Item.event_id.S),
    ],
  },
  {
    name: "webhook-sender",
    event: () => queueEvent(aws.url + hook, 4),
    ways: () => [inputsOf(hook).map(({ id }) => id)],
  },
];

/** @returns whether the batch is done with */
async function run({ name, event }: Delivery): Promise<boolean> {
  child = spawn(process.execPath, [program.path, name, JSON.stringify(event())], {
    stdio: ["ignore", "ignore", "ignore"],
    env: {
      ...process.env,
      AWS_REGION: "us-east-1",
      AWS_ACCESS_KEY_ID: "local",
      AWS_SECRET_ACCESS_KEY: "local",
      AWS_ENDPOINT_URL: aws.url,
      TABLE_NAME: "table",
      EVENT_BUS_NAME: "bus",
      FAILURE_QUEUE_URL: "failures",
      WEBHOOK_QUEUE_URL: "webhooks",
      LATCHKEY_WEBHOOKS: JSON.stringify([
        { url: aws.url + hook, allowPrivate: true, secretArn: "webhook" },
      ]),
    },
  });
  const [code] = await once(child, "exit");
  return code === 0;
}

/**
 * Lets one call fail, or has the process killed at it, and hands the batch over until it is done with.
 *
 * @param site the how-manieth call
 * @returns whether there was such a call
 */
async function disturb(delivery: Delivery, site: number, fault: AwsFault, isKilled: boolean) {
  aws.calls.length = 0;
  let calls = 0;
  aws.plan = () => {
    if (calls++ !== site) return undefined;
    if (isKilled) child?.kill("SIGKILL");
    return fault;
  };
  let attempts = 1;
  while (!(await run(delivery))) expect(attempts++).toBeLessThan(5);
  const expected = delivery.event();
  const ids = idsIn(expected);
  for (const came of delivery.ways()) expect([...new Set(came)].sort()).toEqual(ids);
  return calls > site && (!isKilled || attempts > 1);
}

function idsIn(event: object): string[] {
  const ids = JSON.stringify(event).match(/01K3ZK\d{20}|event-\d+/g) ?? [];
  return [...new Set(ids)].sort();
}

it.each([false, true])("loses no event at any call (killed: %s)", async (isKilled) => {
  let rounds = 0;
  do {
    for (const delivery of deliveries) {
      for (const fault of ["before", "after"] as const) {
        let site = 0;
        while (await disturb(delivery, site, fault, isKilled)) site++;
        expect(site).toBeGreaterThanOrEqual(3);
        rounds += site;
      }
    }
  } while (isKilled && rounds < leastKills);
  process.stdout.write(`${rounds} ${isKilled ? "kills" : "faults"}\n`);
});
