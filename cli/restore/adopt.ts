import { CliError } from "../exit-code.ts";
import type { TablePort, TableState } from "./table-port.ts";

/** The restored table's settings besides those of every table of Latchkey. */
export interface Wanted {
  readonly isProtected: boolean;
  readonly tags: Readonly<Record<string, string>>;
}

export interface AdoptPorts {
  readonly port: TablePort;
  readonly wait: (ms: number) => Promise<unknown>;
  readonly progress: (line: string) => void;
}

interface Step {
  readonly words: string;
  isDone(state: TableState): boolean;
  take(port: TablePort, name: string, state: TableState): Promise<void>;
}

const tableKeys = "pk HASH, sk RANGE";
const pollMs = 3_000;
/** An index over a large table is filled for hours; the command can be run again. */
const mostPolls = 200;

/** One at a time: DynamoDB takes no second change of a table while one is under way. */
function stepsOf({ isProtected, tags }: Wanted): readonly Step[] {
  const missingOf = (state: TableState) =>
    Object.entries(tags).filter(([name, value]) => state.tags[name] !== value);
  const steps: readonly (Step | false)[] = [
    isProtected && {
      words: "deletion protection",
      isDone: (state) => state.isProtected,
      take: (port, name) => port.protect(name),
    },
    {
      words: "point-in-time recovery",
      isDone: ({ hasBackups }) => hasBackups !== false,
      take: (port, name) => port.enableBackups(name),
    },
    {
      words: "time to live",
      isDone: (state) => state.hasTtl,
      take: (port, name) => port.enableTtl(name),
    },
    {
      words: "index of keys that expire",
      isDone: (state) => state.hasIndex,
      take: (port, name) => port.addIndex(name),
    },
    {
      words: "stream",
      isDone: (state) => state.streamArn !== undefined,
      take: (port, name) => port.enableStream(name),
    },
    {
      words: `tags ${Object.keys(tags).join(", ")}`,
      isDone: (state) => missingOf(state).length === 0,
      take: (port, _name, state) => port.tag(state.arn, Object.fromEntries(missingOf(state))),
    },
  ];
  return steps.filter((step) => step !== false);
}

/** @returns what the table lacks, in words */
export function missingSettings(state: TableState, wanted: Wanted): readonly string[] {
  return stepsOf(wanted)
    .filter((step) => !step.isDone(state))
    .map(({ words }) => words);
}

/** @throws CliError if it is not there, or no table of Latchkey */
export async function readRestored(port: TablePort, name: string): Promise<TableState> {
  const state = await readLatchkeyTable(port, name);
  if (state) return state;
  throw new CliError("misuse", `There is no table ${name} in this account and Region.`);
}

/**
 * @returns undefined if it is not there
 * @throws CliError if it is no table of Latchkey
 */
export async function readLatchkeyTable(
  port: TablePort,
  name: string,
): Promise<TableState | undefined> {
  const state = await port.read(name);
  if (!state || state.keys === tableKeys) return state;
  throw new CliError("misuse", `${name} is no table of Latchkey: its keys are ${state.keys}.`);
}

/**
 * Gives a restored table the settings that a restore does not bring along. What is there already is
 * left alone, so it may be done again.
 *
 * @returns the table as it is then
 * @throws CliError if a change is not in force after ten minutes
 */
export async function adoptTable(
  name: string,
  wanted: Wanted,
  { port, wait, progress }: AdoptPorts,
): Promise<TableState> {
  const settled = async (isDone: (state: TableState) => boolean, words: string) => {
    for (let poll = 0; poll < mostPolls; poll++) {
      const state = await readRestored(port, name);
      if (state.isReady && isDone(state)) return state;
      progress(`Waiting for ${words} of ${name}`);
      await wait(pollMs);
    }
    throw new CliError("unreachable", `${name} is still being changed (${words}): run this again.`);
  };
  let state = await settled(() => true, "changes");
  for (const step of stepsOf(wanted)) {
    if (step.isDone(state)) continue;
    progress(`Enabling ${step.words}`);
    await step.take(port, name, state);
    state = await settled((next) => step.isDone(next), step.words);
  }
  return state;
}
