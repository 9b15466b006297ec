import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import { CliError } from "./exit-code.ts";

/**
 * Asks for one line without echoing what is typed.
 *
 * @throws CliError on Ctrl-C or at the end of input
 */
export async function askHidden(
  question: string,
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
): Promise<string> {
  // readline echoes to its own output; the terminal is in raw mode meanwhile and echoes nothing.
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  output.write(question);
  try {
    return await readLine(input, nowhere);
  } finally {
    output.write("\n");
  }
}

/** @throws CliError on Ctrl-C or at the end of input */
export async function askLine(
  question: string,
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
): Promise<string> {
  output.write(question);
  return readLine(input, output);
}

function readLine(input: NodeJS.ReadableStream, output: NodeJS.WritableStream): Promise<string> {
  const lines = createInterface({ input, output, terminal: true, historySize: 0 });
  return new Promise<string>((resolve, reject) => {
    lines.once("line", resolve);
    lines.once("close", () => reject(new CliError("interrupted", "Interrupted")));
    lines.once("SIGINT", () => lines.close());
  }).finally(() => lines.close());
}
