import { setTimeout as pause } from "node:timers/promises";
import { createDynamoDbCall } from "../functions/aws/clients.ts";
import { KeyMemory } from "../functions/domain/key-memory.ts";
import { parseKeyring } from "../functions/domain/pepper.ts";
import { createVerifyKey } from "../functions/domain/verify-key.ts";
import { createAdmit } from "../functions/store/admit.ts";

/** What one process of the exactness benchmark is to do. */
export interface HammerOrder {
  readonly endpoint: string;
  readonly tableName: string;
  readonly pepper: string;
  readonly key: string;
  readonly callers: number;
  readonly untilEpochMs: number;
}

export interface HammerReport {
  /** By the clock reading that each was counted by. */
  readonly admittedAtEpochMs: number[];
  readonly refused: number;
  readonly faults: number;
  readonly roundTrips: number;
}

/** Refusals need no I/O, so without a pause a caller would do nothing but be refused. */
const pauseMs = 5;

process.once("message", (order) => {
  hammer(order as HammerOrder).then((report) => {
    process.send?.(report, () => process.disconnect());
  });
});

/** Several callers in one process, with one memory of the key between them, as in one container. */
async function hammer(order: HammerOrder): Promise<HammerReport> {
  const keyring = parseKeyring(order.pepper);
  const memory = new KeyMemory(10);
  const admit = createAdmit(
    order.tableName,
    createDynamoDbCall({
      AWS_REGION: "us-east-1",
      AWS_ACCESS_KEY_ID: "local",
      AWS_SECRET_ACCESS_KEY: "local",
      AWS_ENDPOINT_URL_DYNAMODB: order.endpoint,
    }),
  );
  const report = { admittedAtEpochMs: [] as number[], refused: 0, faults: 0, roundTrips: 0 };

  async function caller(): Promise<void> {
    let readAtEpochMs = 0;
    const verify = createVerifyKey({
      admit: (attempt) => {
        report.roundTrips++;
        return admit(attempt);
      },
      keyring: async () => keyring,
      nowEpochMs: () => {
        readAtEpochMs = Date.now();
        return readAtEpochMs;
      },
      memory,
    });
    while (Date.now() < order.untilEpochMs) {
      const verdict = await verify(order.key).catch(() => undefined);
      if (!verdict) report.faults++;
      else if (verdict.kind === "admitted") report.admittedAtEpochMs.push(readAtEpochMs);
      else report.refused++;
      await pause(pauseMs);
    }
  }
  await Promise.all(Array.from({ length: order.callers }, caller));
  return report;
}
