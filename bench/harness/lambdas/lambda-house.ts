import { latchkey, putKeys } from "../contestants/latchkey.ts";
import { tutorial } from "../contestants/tutorial.ts";
import { idleWindow } from "../database/idle-window.ts";
import { startStub } from "../stub/start-stub.ts";
import { bundleContestants, type LambdaContestant } from "./contestants.ts";
import { type ContainerReport, runContainer } from "./run-container.ts";

/** Authorizers, and the AWS that they see, with a key that is let through in every table. */
export interface LambdaHouse {
  readonly contestants: readonly LambdaContestant[];
  /**
   * Starts a container and sends it one request. It is started twice, and measured the second time,
   * when the stub has the answers ready.
   */
  runCold(contestant: LambdaContestant): Promise<ContainerReport>;
  /** Starts a container and sends it as many requests as are to be measured, after others. */
  runWarm(contestant: LambdaContestant, warmRequests: number): Promise<ContainerReport>;
}

/** Above what any benchmark asks of one key in a minute. */
const limitPerMinute = 1_000_000;

/** Calls `use`, and stops everything afterwards. */
export async function withLambdaHouse<T>(use: (house: LambdaHouse) => Promise<T>): Promise<T> {
  const secret = JSON.stringify({ active: "v1", v1: "0123456789abcdef".repeat(4) });
  const stub = await startStub(secret);
  const endpoint = stub.databaseEndpoint;
  try {
    const busy = await latchkey.prepare(endpoint, 1, limitPerMinute, secret);
    const tutorialKeys = await tutorial.prepare(endpoint, 1, limitPerMinute, secret);

    /** The most usual key for a container that starts: used today, but not in the last minute. */
    async function idleKey(): Promise<string> {
      const overrides = { window: idleWindow(Date.now()) };
      const { tableName } = busy;
      const { keys } = await putKeys(endpoint, tableName, 1, limitPerMinute, { secret, overrides });
      return keys[0] ?? "";
    }
    async function useBusyKey(): Promise<string> {
      const { check } = await latchkey.open(endpoint, busy, Date.now);
      const key = busy.keys[0] ?? "";
      await check(key);
      return key;
    }
    const keyFor = {
      latchkey: idleKey,
      busy: useBusyKey,
      tutorial: async () => tutorialKeys.keys[0] ?? "",
    };
    const taskFor = async ({ data }: LambdaContestant) => ({
      tableName: (data === "tutorial" ? tutorialKeys : busy).tableName,
      key: await keyFor[data](),
    });
    let scripts = 0;
    return await use({
      contestants: bundleContestants(),
      async runCold(contestant) {
        const task = { ...(await taskFor(contestant)), warmRequests: 0 };
        const name = String(scripts++);
        await runContainer(stub, contestant, { ...task, script: { mode: "record", name } });
        return runContainer(stub, contestant, { ...task, script: { mode: "replay", name } });
      },
      async runWarm(contestant, warmRequests) {
        return runContainer(stub, contestant, { ...(await taskFor(contestant)), warmRequests });
      },
    });
  } finally {
    await stub.stop();
  }
}
