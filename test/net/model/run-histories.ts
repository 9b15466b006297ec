import fc from "fast-check";
import { checkDelivery, listedEvents } from "../history/check-delivery.ts";
import { describeViolation, expectUnbroken } from "../history/check-history.ts";
import { tableFaults } from "../history/check-table.ts";
import type { History } from "../history/exchange.ts";
import type { NetHouse } from "../support/net-house.ts";
import type { TableReader } from "../support/table-items.ts";
import { allCommands } from "./commands.ts";
import { Oracle } from "./oracle.ts";
import { readAll } from "./read-all.ts";
import type { Replay } from "./replay.ts";
import { type ModelCommand, Session } from "./session.ts";

/** Lengths are even between none and this, so that 40 steps and more come on average. */
const greatestLength = 84;

export interface HistoriesOptions {
  readonly house: NetHouse;
  readonly table: TableReader;
  readonly histories: number;
  readonly replay: Replay;
  readonly commands?: fc.Arbitrary<ModelCommand>[];
}

export interface HistoriesReport {
  readonly histories: number;
  readonly steps: number;
  /** Requests that took so long that the checkers allow for a repeated call in them. */
  readonly slow: number;
  /** Events looked for on the bus and among the webhooks. */
  readonly events: number;
  /** Undefined where nothing broke. */
  readonly failure: string | undefined;
}

/**
 * Runs random histories until one breaks, and shortens that one. After each, all that was seen is
 * checked once more, and what is stored.
 */
export async function runHistories(options: HistoriesOptions): Promise<HistoriesReport> {
  const { house, table, histories, replay } = options;
  let [steps, slow] = [0, 0];
  const trails: History[] = [];
  const property = fc.asyncProperty(
    fc.commands(options.commands ?? allCommands, {
      maxCommands: greatestLength,
      size: "max",
      ...(replay.replayPath === undefined ? {} : { replayPath: replay.replayPath }),
    }),
    async (commands) => {
      const session = new Session(house);
      const firstCall = house.line.calls.length;
      try {
        await session.recorder.manage("PUT", session.path, {
          body: { plan: "agency", max_active_keys: 4 },
        });
        const counted = countSteps(commands, () => steps++);
        await fc.asyncModelRun(() => ({ model: new Oracle(), real: session }), counted);
      } finally {
        session.mend();
      }
      await readAll(session);
      slow += session.recorder.slowRequests;
      const history = session.recorder.history(house.line.calls.slice(firstCall));
      expectUnbroken(history);
      trails.push(trailOf(history));
      const stored = await table.itemsOf(session.accountId);
      const faults = tableFaults(stored, session.recorder.secrets);
      if (faults.length > 0) throw new Error(faults.join("\n"));
    },
  );
  const details = await fc.check(property, {
    numRuns: histories,
    seed: replay.seed,

    // What was shortened already is shown as it is.
    ...(replay.path === undefined ? {} : { path: replay.path, endOnFailure: true }),
  });
  const failure = details.failed ? describeFailure(details) : await undelivered(house, trails);
  const events = trails.reduce((total, trail) => total + listedEvents(trail).size, 0);
  return { histories: details.numRuns, steps, slow, events, failure };
}

/** The part of a history that shows its events. */
function trailOf({ exchanges, ...history }: History): History {
  return {
    ...history,
    exchanges: exchanges.filter(({ asked }) => asked.target.includes("/events?")),
  };
}

/** @returns what of all histories did not come out of the product, which goes on after them */
async function undelivered(
  house: NetHouse,
  trails: readonly History[],
): Promise<string | undefined> {
  await house.drained(trails.flatMap((trail) => [...listedEvents(trail).keys()]));
  const lost = trails.flatMap((trail) => checkDelivery(trail, house.sent));
  return lost.length === 0 ? undefined : lost.map(describeViolation).join("\n");
}

/** Describes the commands, the fault, and how to reproduce it. */
function describeFailure(details: fc.RunDetails<[Iterable<ModelCommand>]>): string {
  const { seed, counterexample, counterexamplePath: path, numShrinks, errorInstance } = details;
  const commands = String(counterexample?.[0]);
  const [, replayPath] = /replayPath="([^"]*)"/.exec(commands) ?? [];
  const again = JSON.stringify({ seed, path, replayPath });
  return [
    `Broken by, after ${numShrinks} steps of shortening:`,
    ...commands.replace(/\s*\/\*.*/, "").split(/(?<=\)),/),
    String(errorInstance instanceof Error ? errorInstance.stack : errorInstance),
    `Again: LATCHKEY_REPLAY='${again}' npm run test:net -- test/net/model`,
  ].join("\n");
}

function* countSteps(commands: Iterable<ModelCommand>, count: () => void): Iterable<ModelCommand> {
  for (const command of commands) {
    count();
    yield command;
  }
}
