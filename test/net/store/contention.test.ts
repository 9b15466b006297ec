import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { createVerifyKey } from "../../../core/admission/verify-key.ts";
import { Deadline } from "../../../core/time/deadline.ts";
import { contractConfig } from "../../support/contract-config.ts";
import { newKeyring, newMemory } from "../../support/keys.ts";
import { ManagementOnTable } from "../../support/management-on-table.ts";
import { startTable, type TestTable } from "../../support/table.ts";

/* Reach: DynamoDB Local on 127.0.0.1; the key check and the use cases, no HTTP. */

const keyring = newKeyring();
let table: TestTable;

beforeAll(async () => {
  table = await startTable();
});

afterAll(async () => {
  await table.stop();
});

it("a good key is admitted however often it is changed at the same time", async () => {
  const house = new ManagementOnTable(table, keyring);
  const accountId = await house.newAccount();
  const { id, key } = await house.newKey(accountId, { rate_limit_per_minute: 10_000 });
  const containers = Array.from({ length: 4 }, () =>
    createVerifyKey({
      admit: table.admit,
      readKey: table.readKey,
      keyring: async () => keyring,
      nowEpochMs: () => house.nowEpochMs,
      random: Math.random,
      memory: newMemory(),
      config: contractConfig,
    }),
  );
  for (let round = 0; round < 3; round++) {
    house.nowEpochMs += 1_000;
    const changes = Array.from({ length: 12 }, (_, index) =>
      house.call("updateKey", {
        accountId,
        keyId: id,
        body: { rate_limit_per_minute: 9_000 + round * 100 + index },
      }),
    );
    const uses = Array.from({ length: 60 }, (_, index) =>
      containers[index % 4]?.(
        { token: key, cost: 1, scope: undefined, callerAddress: async () => undefined },
        new Deadline(30_000),
      ),
    );
    const verdicts = await Promise.all(uses);
    expect(verdicts.map((verdict) => verdict?.kind)).toEqual(uses.map(() => "admitted"));
    expect((await Promise.all(changes)).map(({ status }) => status)).toEqual(Array(12).fill(200));
  }
}, 120_000);
