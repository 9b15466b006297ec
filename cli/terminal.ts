import type { ReadStream, WriteStream } from "node:tty";
import { askHidden, askLine } from "./ask.ts";
import { printable } from "./output/printable.ts";

/** The user's terminal, or a program that reads the output. */
export interface Terminal {
  /** Whether stdout is a terminal, so that tables are printed instead of JSON. */
  readonly showsTables: boolean;
  /** The width of the terminal that shows the result; unlimited if it is none. */
  readonly columns: number;
  /** Whether progress is shown: stderr is a terminal. */
  readonly showsProgress: boolean;
  /** Whether the user can be asked a question. */
  readonly canAsk: boolean;
  /** Prints the result to stdout, and nothing else: it may be piped. */
  print(text: string): void;
  /** Prints a note on stderr, beside the result. */
  note(text: string): void;
  /** Redraws the progress line; an empty text removes it. Shown only on a terminal. */
  progress(text: string): void;
  askSecret(question: string): Promise<string>;
  confirm(question: string): Promise<boolean>;
}

interface Streams {
  readonly stdin: NodeJS.ReadStream | ReadStream;
  readonly stdout: NodeJS.WriteStream | WriteStream;
  readonly stderr: NodeJS.WriteStream | WriteStream;
}

const clearLine = "\r\u001b[K";

/** Questions go to stderr, so that they are visible if the result is piped. */
export function processTerminal({ stdin, stdout, stderr }: Streams): Terminal {
  const canAsk = stdin.isTTY === true && stderr.isTTY === true;
  let hasProgress = false;
  const endProgress = () => {
    if (hasProgress) stderr.write(clearLine);
    hasProgress = false;
  };
  return {
    showsTables: stdout.isTTY === true,
    get columns() {
      return stdout.isTTY === true ? stdout.columns : Number.POSITIVE_INFINITY;
    },
    showsProgress: stderr.isTTY === true,
    canAsk,
    print: (text) => {
      endProgress();
      stdout.write(`${stdout.isTTY === true ? printable(text) : text}\n`);
    },
    note: (text) => {
      endProgress();
      stderr.write(`${printable(text)}\n`);
    },
    progress: (text) => {
      if (stderr.isTTY !== true) return;
      endProgress();
      if (text === "") return;
      stderr.write(printable(text));
      hasProgress = true;
    },
    askSecret: (question) => askHidden(question, stdin, stderr),
    confirm: async (question) => {
      const answer = await askLine(`${question} [y/N] `, stdin, stderr);
      return /^y(es)?$/i.test(answer.trim());
    },
  };
}
