import type { ReadStream, WriteStream } from "node:tty";
import { askHidden, askLine } from "./ask.ts";
import { printable } from "./output/printable.ts";

/** The person or program at the other end. */
export interface Terminal {
  /** Whether somebody sees what is printed, so that a table serves better than JSON. */
  readonly showsTables: boolean;
  /** Whether somebody can be asked. */
  readonly canAsk: boolean;
  /** Prints a result, and nothing else: it may be piped on. */
  print(text: string): void;
  /** Prints a note on stderr, beside the result. */
  note(text: string): void;
  /** Redraws one line about how far things are; shown only where somebody watches. */
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

/** Questions go to stderr, so that they are seen where the result is piped away. */
export function processTerminal({ stdin, stdout, stderr }: Streams): Terminal {
  const canAsk = stdin.isTTY === true && stderr.isTTY === true;
  let hasProgress = false;
  const endProgress = () => {
    if (hasProgress) stderr.write(clearLine);
    hasProgress = false;
  };
  return {
    showsTables: stdout.isTTY === true,
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
      stderr.write(`${clearLine}${printable(text)}`);
      hasProgress = true;
    },
    askSecret: (question) => askHidden(question, stdin, stderr),
    confirm: async (question) => {
      const answer = await askLine(`${question} [y/N] `, stdin, stderr);
      return /^y(es)?$/i.test(answer.trim());
    },
  };
}
