import type { Prepared } from "../contestants/contestant.ts";
import { latchkey } from "../contestants/latchkey.ts";
import { tutorial } from "../contestants/tutorial.ts";
import { type Stub, startStub } from "../stub/start-stub.ts";
import { bundleContestants, type LambdaContestant } from "./contestants.ts";
import { type ContainerReport, runContainer } from "./run-container.ts";

/** Authorizers, and the AWS that they see, with a key that is let through in every table. */
export interface LambdaHouse {
  readonly stub: Stub;
  readonly contestants: readonly LambdaContestant[];
  run(contestant: LambdaContestant, warmRequests?: number): Promise<ContainerReport>;
}

/** Above what any benchmark asks of one key in a minute. */
const limitPerMinute = 1_000_000;

/** Calls `use`, and stops everything afterwards. */
export async function withLambdaHouse<T>(use: (house: LambdaHouse) => Promise<T>): Promise<T> {
  const secret = JSON.stringify({ active: "v1", v1: "0123456789abcdef".repeat(4) });
  const stub = await startStub(secret);
  try {
    const prepared: Record<LambdaContestant["data"], Prepared> = {
      latchkey: await latchkey.prepare(stub.databaseEndpoint, 1, limitPerMinute, secret),
      tutorial: await tutorial.prepare(stub.databaseEndpoint, 1, limitPerMinute, secret),
    };
    return await use({
      stub,
      contestants: bundleContestants(),
      run: (contestant, warmRequests) =>
        runContainer(stub, contestant, prepared[contestant.data], warmRequests),
    });
  } finally {
    await stub.stop();
  }
}
