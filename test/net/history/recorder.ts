import { authorizerAttemptMs } from "../../../core/time/budgets.ts";
import type { Credential, Exchange, History, Interval, SecretId } from "./exchange.ts";

/** The owner of a request's credential. A key is named by its whole text. */
export type Bearer =
  | { readonly as: "nobody" }
  | { readonly as: "operator" }
  | { readonly as: "user"; readonly token: string; readonly accountId: string }
  | { readonly as: "key"; readonly text: string };

export interface RequestParts {
  readonly bearer?: Bearer;
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface RecorderOptions {
  /** Such as `http://127.0.0.1:3000`. */
  readonly baseUrl: string;
  readonly operatorToken: string;
  /** A server that answers `/embedded` by an embedded verifier; there is none if absent. */
  readonly embeddedUrl?: string | undefined;
  /** Milliseconds since 1970, never backwards; the machine's monotonic clock if absent. */
  readonly nowMs?: () => number;
}

/** An answer with its body as JSON, as tests read it. */
export interface JsonResponse {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests read parts of bodies of many shapes.
  readonly json: any;
}

/** A connection that broke before there was an answer. */
export const noResponse: JsonResponse = { status: 0, headers: new Headers(), json: undefined };

/** Sends requests to a running Latchkey, wherever it runs, and writes down what came of them. */
export class Recorder {
  readonly #options: RecorderOptions;
  readonly #nowMs: () => number;
  readonly #exchanges: Exchange[] = [];
  readonly #disturbances: Interval[] = [];
  readonly #secrets = new Map<string, { readonly keyId: string; readonly secret: SecretId }>();
  #begun = 0;
  #slow = 0;

  constructor(options: RecorderOptions) {
    this.#options = options;
    this.#nowMs = options.nowMs ?? (() => performance.timeOrigin + performance.now());
  }

  get nowMs(): number {
    return this.#nowMs();
  }

  /** Every whole key that an answer brought, for the search for leaks. */
  get secrets(): readonly string[] {
    return [...this.#secrets.keys()];
  }

  /** How many requests took so long that a call of theirs may have been given up and sent again. */
  get slowRequests(): number {
    return this.#slow;
  }

  /** The exchanges so far, without requests that are still running. */
  history(databaseCalls: History["databaseCalls"] = []): History {
    const exchanges = [...this.#exchanges].sort((one, other) => one.id - other.id);
    return { exchanges, disturbances: [...this.#disturbances], databaseCalls };
  }

  /** Notes that something around the product is wrong from now on, until what it returns is called. */
  beginDisturbance(): () => void {
    const startMs = this.#nowMs();
    let isOver = false;
    return () => {
      if (!isOver) this.#disturbances.push({ startMs, endMs: this.#nowMs() });
      isOver = true;
    };
  }

  /** Notes the same for as long as `run` runs. */
  async disturbed<T>(run: () => Promise<T>): Promise<T> {
    return run().finally(this.beginDisturbance());
  }

  /** A call of the management API, by default as an operator. */
  manage(method: string, path: string, parts: RequestParts = {}): Promise<JsonResponse> {
    return this.send(method, `/api/manage/v1${path}`, { bearer: { as: "operator" }, ...parts });
  }

  /** A use of a key. */
  use(text: string, target = "/api/v1/models"): Promise<JsonResponse> {
    return this.send("GET", target, { bearer: { as: "key", text } });
  }

  async send(method: string, target: string, parts: RequestParts = {}): Promise<JsonResponse> {
    const { bearer = { as: "nobody" }, body, headers = {} } = parts;
    const sent = {
      ...(bearer.as === "nobody" ? {} : { authorization: `Bearer ${this.#tokenOf(bearer)}` }),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...headers,
    };
    const text = body === undefined ? undefined : JSON.stringify(body);
    const id = this.#begun++;
    const credential = this.#credentialOf(bearer);
    const { authorization: _, ...told } = { authorization: "", ...sent };
    const asked = { method, target, credential, headers: told, body: text };
    const startMs = this.#nowMs();
    const answered = await this.#fetch(method, target, sent, text);
    const endMs = this.#nowMs();
    this.#exchanges.push({ id, startMs, endMs, asked, answered });
    if (isSlow({ startMs, endMs })) {
      this.#slow++;
      this.#disturbances.push({ startMs, endMs });
    }
    if (!answered) return noResponse;
    const json = parseJson(answered.text);
    this.#learn(id, json);
    return { status: answered.status, headers: answered.headers, json };
  }

  async #fetch(
    method: string,
    target: string,
    headers: Record<string, string>,
    body: string | undefined,
  ) {
    try {
      const init = { method, headers, ...(body === undefined ? {} : { body }) };
      const { baseUrl, embeddedUrl = baseUrl } = this.#options;
      const url = target.startsWith("/embedded") ? embeddedUrl : baseUrl;
      const response = await fetch(url + target, init);
      return { status: response.status, headers: response.headers, text: await response.text() };
    } catch {
      return undefined;
    }
  }

  #tokenOf(bearer: Exclude<Bearer, { as: "nobody" }>): string {
    if (bearer.as === "operator") return this.#options.operatorToken;
    return bearer.as === "user" ? bearer.token : bearer.text;
  }

  #credentialOf(bearer: Bearer): Credential {
    if (bearer.as === "nobody") return { kind: "none" };
    if (bearer.as === "operator") return { kind: "operator" };
    if (bearer.as === "user") return { kind: "user", accountId: bearer.accountId };
    const known = this.#secrets.get(bearer.text);
    return known ? { kind: "key", ...known } : { kind: "other" };
  }

  #learn(secret: SecretId, json: unknown): void {
    if (typeof json !== "object" || json === null || !("key" in json) || !("id" in json)) return;
    if (typeof json.key === "string") {
      this.#secrets.set(json.key, { keyId: String(json.id), secret });
    }
  }
}

/** Whether a call of the database may have been given up meanwhile, and sent again, as on a busy machine. */
export function isSlow({ startMs, endMs }: Interval): boolean {
  return endMs - startMs >= authorizerAttemptMs;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
