/** Exit codes. Scripts depend on these numbers: they do not change. */
export const exitCodes = {
  done: 0,
  /** The API rejected the call, a line of an import failed, or the user did not confirm. */
  refused: 1,
  /** The command line, a file or a setting has to be changed first. */
  misuse: 2,
  /** The API or AWS did not respond, or was unavailable. */
  unreachable: 3,
  /** A change was sent, but no response says whether it was made. */
  unknown: 4,
  /** A bug in this program. */
  defect: 70,
  /** Ctrl-C at a question (128 + SIGINT). */
  interrupted: 130,
} as const;

export const exitCodeHelp = `Exit codes:
  0    success
  1    rejected by the API, not confirmed, or some lines of an import failed
  2    usage error: change the command line, a file or a setting
  3    unreachable: the API or AWS did not respond, or was unavailable
  4    unknown: a change was sent, but no response says whether it was made
  130  interrupted`;

type ErrorKind = Exclude<keyof typeof exitCodes, "done">;

/** The API's details of an error, for programs. */
export interface ErrorDetails {
  readonly code?: string | undefined;
  readonly fields?: Readonly<Record<string, string>> | undefined;
}

/** Ends the command with a one-line message. Never contains a key or a token. */
export class CliError extends Error {
  override readonly name = "CliError";
  readonly exitCode: number;
  /** The API's, or else what the exit code stands for. */
  readonly code: string;
  readonly fields: ErrorDetails["fields"];

  constructor(kind: ErrorKind, message: string, { code, fields }: ErrorDetails = {}) {
    super(message);
    this.exitCode = exitCodes[kind];
    this.code = code ?? kind;
    this.fields = fields;
  }
}
