export type Method = "GET" | "PUT" | "POST" | "PATCH" | "DELETE";

export interface Call {
  readonly method: Method;
  /** Below `/manage/v1`, with its segments encoded. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly body?: Readonly<Record<string, unknown>>;
  /** Makes a repeated POST the same one (`Idempotency-Key`). */
  readonly idempotencyKey?: string;
}
