/** The sender of a request, for checkers. It contains no secret. */
export type Credential =
  | { readonly kind: "none" }
  | { readonly kind: "operator" }
  | { readonly kind: "user"; readonly accountId: string }
  /** A secret of a key that an answer of this history brought. */
  | { readonly kind: "key"; readonly keyId: string; readonly secret: SecretId }
  /** Any other token. */
  | { readonly kind: "other" };

/** Names a secret: the exchange whose answer brought it. */
export type SecretId = number;

/** Times of a history: milliseconds since 1970 by a clock that never goes backwards. */
export interface Interval {
  readonly startMs: number;
  readonly endMs: number;
}

export interface Asked {
  readonly method: string;
  /** Path and query as they are on the wire, such as `/api/v1/models?x=1`. */
  readonly target: string;
  readonly credential: Credential;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

export interface RecordedResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** One request, from before it was sent until its answer was read. */
export interface Exchange extends Interval {
  /** Its place in the history, by when it began. */
  readonly id: number;
  readonly asked: Asked;
  /** Undefined where the connection broke. */
  readonly answered: RecordedResponse | undefined;
}

/** A call that reached the database. */
export interface DatabaseCall {
  readonly atMs: number;
  readonly operation: string;
}

/** All that was seen of a Latchkey from outside. */
export interface History {
  /** By their ids. */
  readonly exchanges: readonly Exchange[];
  /** When something was wrong around the product: only then may it answer 503. */
  readonly disturbances: readonly Interval[];
  /** Empty where nobody listened. */
  readonly databaseCalls: readonly DatabaseCall[];
}

/** A checker's finding: a sentence, and the exchanges that prove it. */
export interface Violation {
  /** The invariant, such as `I2`. */
  readonly invariant: string;
  readonly message: string;
  readonly exchanges: readonly Exchange[];
}

/** A pure function. It accuses only where no order of overlapping requests explains the answers. */
export type Checker = (history: History) => Violation[];

export function isOverlapping(one: Interval, other: Interval): boolean {
  return one.startMs <= other.endMs && other.startMs <= one.endMs;
}

/** Such as `#12 PATCH /api/manage/v1/… → 200 [1400, 1420]`, without anything secret. */
export function describeExchange({ id, asked, answered, startMs, endMs }: Exchange): string {
  const status = answered ? String(answered.status) : "no answer";
  const { credential, body = "" } = asked;
  const who = credential.kind === "key" ? ` by secret ${credential.secret}` : "";
  const target = asked.target.replace(/(cursor=.{8})[^&]*/, "$1…");
  const times = [startMs, endMs].map(Math.round).join(", ");
  return `#${id} ${asked.method} ${target}${who} ${body} → ${status} [${times}]`;
}
