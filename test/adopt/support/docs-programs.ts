import { it } from "@jest/globals";
import { buildDocs } from "../../../web/build/docs.ts";
import type { Running } from "../../gateway/support/operator.ts";
import { examplesIn, type PageExample } from "../../gateway/support/page-examples.ts";
import { contractConfig } from "../../support/contract-config.ts";
import { findRuntime, type Outcome, type Runtime, runProgram, runtimes } from "./run-program.ts";

const { pages } = await buildDocs(contractConfig);
/** The code blocks of each page, by its path. */
export const examples = new Map(
  pages.map(({ path, content }) => [path.replace("/index.html", ""), examplesIn(String(content))]),
);

/** Declares tests with what runs a language, or one that is skipped and says why. */
export function withRuntime(
  language: string,
  running: () => Running,
  declare: (run: Run) => void,
): void {
  const runtime = runtimes[language];
  if (!runtime) throw new Error(`nothing runs ${language}`);
  const interpreter = findRuntime(runtime);
  if (interpreter) {
    declare(runner(runtime, interpreter, running));
    return;
  }
  const reason = `${runtime.name} is not tried: this machine lacks it`;
  // Jest lists skipped titles only when it runs a single file or is told to be verbose.
  process.stderr.write(`Skipped: ${reason}\n`);
  it.skip(reason, () => {});
}

export type Run = (source: string, key: string, url?: string) => Promise<Outcome>;

/** The host in the examples is replaced as the pages' script does it, where one is given. */
function runner(runtime: Runtime, interpreter: string, running: () => Running): Run {
  return (source, key, url = running().url) => {
    const placed = source.replaceAll("https://keys.example.com", url);
    const typed = source.includes("LATCHKEY_OPERATOR_TOKEN") ? running().operatorToken : key;
    const environment = { LATCHKEY_URL: url, LATCHKEY_KEY: key };
    return runProgram(runtime, interpreter, placed, environment, `${typed}\n`);
  };
}

export function programsOn(path: string, language: string): PageExample[] {
  const found = examples.get(path) ?? [];
  return found.filter((example) => example.role === "run" && example.language === language);
}
