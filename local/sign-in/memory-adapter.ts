import type { Adapter, AdapterFactory, AdapterPayload } from "oidc-provider";

interface Entry {
  readonly payload: AdapterPayload;
  readonly expiresAtEpochMs: number;
  consumedAtEpochMs?: number;
}

export interface MemoryAdapterOptions {
  /** For how long a refresh token that was used may be used again, as by a retry. */
  readonly rotationGraceSeconds: number;
  readonly nowEpochMs: () => number;
}

/**
 * Keeps sessions, codes and refresh tokens for as long as the process lives; the next run has
 * another address, so nothing of them would be good there.
 *
 * @see https://github.com/panva/node-oidc-provider/blob/main/example/my_adapter.js for the contract
 */
export function createMemoryAdapter(options: MemoryAdapterOptions): AdapterFactory {
  return (model) => new MemoryAdapter(model, options);
}

class MemoryAdapter implements Adapter {
  readonly #entries = new Map<string, Entry>();
  readonly #graceMs: number;
  readonly #nowEpochMs: () => number;

  constructor(model: string, { rotationGraceSeconds, nowEpochMs }: MemoryAdapterOptions) {
    this.#graceMs = model === "RefreshToken" ? rotationGraceSeconds * 1000 : 0;
    this.#nowEpochMs = nowEpochMs;
  }

  async upsert(id: string, payload: AdapterPayload, expiresInSeconds?: number): Promise<void> {
    const lifeMs = (expiresInSeconds ?? Number.POSITIVE_INFINITY) * 1000;
    this.#removeWhere((entry) => this.#isExpired(entry));
    this.#entries.set(id, { payload, expiresAtEpochMs: this.#nowEpochMs() + lifeMs });
  }

  async find(id: string): Promise<AdapterPayload | undefined> {
    const entry = this.#entries.get(id);
    return entry && !this.#isExpired(entry) ? this.#shown(entry) : undefined;
  }

  async findByUid(uid: string): Promise<AdapterPayload | undefined> {
    const entry = [...this.#entries.values()].find(({ payload }) => payload.uid === uid);
    return entry && !this.#isExpired(entry) ? this.#shown(entry) : undefined;
  }

  /** Only devices without a keyboard have user codes. */
  async findByUserCode(): Promise<undefined> {}

  /** The first use counts: retries do not prolong the grace. */
  async consume(id: string): Promise<void> {
    const entry = this.#entries.get(id);
    if (entry) entry.consumedAtEpochMs ??= this.#nowEpochMs();
  }

  async destroy(id: string): Promise<void> {
    this.#entries.delete(id);
  }

  async revokeByGrantId(grantId: string): Promise<void> {
    this.#removeWhere(({ payload }) => payload.grantId === grantId);
  }

  #shown({ payload, consumedAtEpochMs }: Entry): AdapterPayload {
    const isUsed =
      consumedAtEpochMs !== undefined && this.#nowEpochMs() - consumedAtEpochMs >= this.#graceMs;
    return isUsed ? { ...payload, consumed: Math.floor(consumedAtEpochMs / 1000) } : payload;
  }

  #isExpired({ expiresAtEpochMs }: Entry): boolean {
    return expiresAtEpochMs <= this.#nowEpochMs();
  }

  #removeWhere(isGone: (entry: Entry) => boolean): void {
    for (const [id, entry] of this.#entries) if (isGone(entry)) this.#entries.delete(id);
  }
}
