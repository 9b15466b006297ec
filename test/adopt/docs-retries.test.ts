/**
 * Reach: the documentation's advice on trying again, as child processes; one local gateway,
 * 127.0.0.1 only. What this machine lacks a runtime for is reported as skipped, by name.
 */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type RunningLatchkey, startLocal } from "../../local/start.ts";
import { newAccount, newKeyOf } from "../gateway/support/operator.ts";
import { holdDeadPort } from "../support/dead-port.ts";
import { programsOn, withRuntime } from "./support/docs-programs.ts";
import { type Refusal, startReluctantFront } from "./support/reluctant-front.ts";
import { programTimeoutMs } from "./support/run-program.ts";

let local: RunningLatchkey;

beforeAll(async () => {
  local = await startLocal({ port: 0 });
}, programTimeoutMs);

afterAll(async () => {
  await local?.stop();
});

const badKey = "sk_live_your_key_here";

/** What the page on rate limits says of trying again, and a front that puts it to the test. */
const trials: readonly Trial[] = [
  {
    promise: "waits as long as Retry-After says on 429 and 503",
    refusals: [429, 503],
    retryAfter: "4",
    outcomes: [429, 503, 200],
    leastMs: 8_000,
  },
  {
    promise: "waits for a second, then two, where an answer has no Retry-After",
    refusals: [500, 500],
    outcomes: [500, 500, 200],
    leastMs: 3_000,
  },
  {
    promise: "tries again where the connection is reset",
    refusals: ["reset"],
    outcomes: ["reset", 200],
    leastMs: 1_000,
  },
  {
    promise: "tries again where ten seconds pass without an answer",
    refusals: ["silence"],
    outcomes: ["silence", 200],
    leastMs: 11_000,
  },
  {
    promise: "makes five attempts and no more",
    refusals: Array.from({ length: 9 }, () => 503),
    retryAfter: "1",
    outcomes: [503, 503, 503, 503, 503],
    leastMs: 4_000,
  },
  {
    promise: "gives up where it would have to wait for more than five minutes",
    refusals: [429],
    retryAfter: "301",
    outcomes: [429],
    leastMs: 0,
  },
  {
    promise: "does not repeat what is refused for good",
    refusals: [401],
    outcomes: [401],
    leastMs: 0,
  },
];

interface Trial {
  readonly promise: string;
  readonly refusals: readonly Refusal[];
  readonly retryAfter?: string;
  readonly outcomes: readonly Refusal[];
  /** How long it takes at least; the random parts of a second come on top. */
  readonly leastMs: number;
}

/** Node's timers may fire a millisecond early. */
const toleranceMs = 20;

// These wait far more than they work. Jest runs at once what is concurrent in one and the same block.
describe("trying again", () => {
  for (const language of ["bash", "javascript", "python", "go"]) {
    withRuntime(
      language,
      () => local,
      (run) => {
        const source = () => programsOn("docs/rate-limits", language).at(-1)?.code ?? "";

        it.concurrent.each(trials)(
          `in ${language} $promise`,
          async ({ refusals, retryAfter, outcomes, leastMs }) => {
            const front = await startReluctantFront(local.url, refusals, retryAfter);
            try {
              const { key } = await newKeyOf(local, await newAccount(local, "agency"));
              const startedMs = performance.now();
              const { exitCode, stdout } = await run(source(), key, front.url);

              expect(performance.now() - startedMs + toleranceMs).toBeGreaterThan(leastMs);
              expect(front.outcomes).toEqual(outcomes);
              expect(stdout).toBe(`${outcomes.at(-1)}\n`);
              expect(exitCode).toBe(0);
            } finally {
              await front.stop();
            }
          },
          programTimeoutMs,
        );

        it(`in ${language} has a random part in each wait`, () => {
          expect(source()).toMatch(/\$RANDOM|Math\.random|random\.random|rand\.Int63n/);
        });

        it.concurrent(
          `in ${language} tries again where the connection is refused, and fails in the end`,
          async () => {
            const dead = await holdDeadPort();
            const startedMs = performance.now();
            const { exitCode, stdout, stderr } = await run(source(), badKey, dead.url);
            await dead.stop();

            // Five attempts, with 1, 2, 4 and 8 seconds between them.
            expect(performance.now() - startedMs + toleranceMs).toBeGreaterThan(15_000);
            expect(stdout + stderr).toMatch(/refused|connect/i);
            expect(exitCode).not.toBe(0);
          },
          programTimeoutMs,
        );
      },
    );
  }
});
