import { parseArgs } from "node:util";
import { leaveOnClosedPipe } from "./closed-pipe.ts";

/**
 * Reads what follows `npm run <script> --`. Prints `usage` if asked for help, and with exit code 2 if the words
 * are wrong.
 *
 * @param mostWords words that the script takes besides `--help`
 * @returns undefined if there is nothing left to do
 */
export function scriptWords(usage: string, mostWords: number): readonly string[] | undefined {
  process.stdout.on("error", leaveOnClosedPipe);
  try {
    const options = { help: { type: "boolean", short: "h" } } as const;
    const { values, positionals } = parseArgs({ options, allowPositionals: true });
    if (values.help) {
      console.log(usage);
      return undefined;
    }
    const [unexpected] = positionals.slice(mostWords);
    if (unexpected === undefined) return positionals;
    throw new Error(`Unexpected argument: ${unexpected}`);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${usage}`);
    process.exitCode = 2;
    return undefined;
  }
}
