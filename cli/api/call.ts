export type Method = "GET" | "PUT" | "POST" | "PATCH" | "DELETE";

export interface Call {
  readonly method: Method;
  /** Path below `/manage/v1`, with its segments percent-encoded. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly body?: Readonly<Record<string, unknown>>;
  /** Makes a POST safe to retry (`Idempotency-Key`). */
  readonly idempotencyKey?: string;
}
