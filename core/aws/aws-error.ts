/** The service answered that it could not do what was asked. */
export class AwsError extends Error {
  override readonly name = "AwsError";
  /** HTTP status. */
  readonly status: number;
  /** The service's own name of the error, such as `ConditionalCheckFailedException`. */
  readonly code: string;
  /** The error's members, such as the `Item` of a failed condition. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(status: number, code: string, details: Readonly<Record<string, unknown>>) {
    super(`${code} (HTTP ${status})${firstLine(details.message)}`);
    this.status = status;
    this.code = code;
    this.details = details;
  }

  get isRetryable(): boolean {
    return this.status >= 500 || isTransientCode(this.code);
  }
}

const greatestMessageLength = 200;

/**
 * After the first line of a message AWS repeats what it was sent: where a signature does not match,
 * the whole canonical request with the session token in it.
 */
function firstLine(message: unknown): string {
  if (typeof message !== "string") return "";
  return `: ${message.split("\n", 1)[0]?.slice(0, greatestMessageLength)}`;
}

/** No whole answer came: refused, reset, timed out. */
export class ConnectionError extends Error {
  override readonly name = "ConnectionError";
  readonly isRetryable = true;
  /** Whether a kept connection was found closed: the service is well, so nothing is to wait for. */
  readonly isStale: boolean;

  constructor(message: string, { cause, isStale = false }: ConnectionErrorOptions = {}) {
    super(message, { cause });
    this.isStale = isStale;
  }
}

interface ConnectionErrorOptions extends ErrorOptions {
  readonly isStale?: boolean;
}

/** Whether the service did not do it, but may the next time. */
export function isTransientCode(code: string): boolean {
  return transientCodes.has(code);
}

/** DynamoDB developer guide, "Error handling with DynamoDB": what may be tried again. */
const transientCodes = new Set([
  "ItemCollectionSizeLimitExceededException",
  "LimitExceededException",
  "ProvisionedThroughputExceededException",
  "RequestLimitExceeded",
  "ThrottlingException",
  "ThrottledException",
  "TooManyRequestsException",
  "TransactionConflictException",
  "TransactionInProgressException",
]);

/**
 * Reads an error answer of the AWS JSON protocols: `__type` is `[namespace#]Code[:uri]`
 * (Smithy, "AWS JSON 1.0 protocol", error renaming and deserialisation).
 */
export function awsErrorFrom(status: number, text: string): AwsError {
  const details = parseObject(text);
  const type = typeof details.__type === "string" ? details.__type : "UnknownError";
  const code = type.slice(type.indexOf("#") + 1).split(":", 1)[0] ?? type;
  // DynamoDB spells this member in both ways.
  const message = details.message ?? details.Message;
  return new AwsError(status, code, { ...details, message });
}

function parseObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
