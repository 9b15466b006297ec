/** Exit codes. Scripts depend on these numbers: they do not change. */
export const exitCodes = {
  done: 0,
  /** The API said no, a line of an import failed, or somebody declined to confirm. */
  refused: 1,
  /** The command line, a file or a setting has to be changed first. */
  misuse: 2,
  /** The API or AWS did not answer, or answered that it could not. */
  unreachable: 3,
  /** A change was sent and no answer tells whether it was made. */
  unknown: 4,
  /** A defect of this program. */
  defect: 70,
  /** Ctrl-C at a question, as shells have it. */
  interrupted: 130,
} as const;

export const exitCodeHelp = `Exit codes:
  0    done
  1    refused by the API, not confirmed, or some lines of an import failed
  2    misuse: the command line, a file or a setting has to be changed
  3    out of reach: the API or AWS did not answer, or could not
  4    unknown: a change was sent, and no answer tells whether it was made
  130  interrupted`;

/** Ends the command with one line for the person who gave it. Never carries a key or a token. */
export class CliError extends Error {
  override readonly name = "CliError";
  readonly exitCode: number;

  constructor(kind: keyof typeof exitCodes, message: string) {
    super(message);
    this.exitCode = exitCodes[kind];
  }
}
