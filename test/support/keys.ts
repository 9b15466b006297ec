import { randomBytes } from "node:crypto";
import { createKeyMemory, type KeyMemory } from "../../core/admission/key-memory.ts";
import { emptyWindow } from "../../core/admission/rolling-window.ts";
import { type ApiKey, defaultKeyPrefix, issueKey } from "../../core/key/api-key.ts";
import type { KeyRecord } from "../../core/key/key-record.ts";
import { noRules, type VersionedRules } from "../../core/key/key-rules.ts";
import type { KeyDetails, ManagedKey } from "../../core/key/managed-key.ts";
import { digestKey, type Keyring, parseKeyring } from "../../core/key/pepper.ts";
import { usageDays } from "../../core/key/usage.ts";

/** A keyring with peppers made for this run. */
export function newKeyring(active = "v1", versions: readonly string[] = ["v1"]): Keyring {
  const peppers = versions.map((version) => [version, randomBytes(32).toString("hex")]);
  return parseKeyring(JSON.stringify({ active, ...Object.fromEntries(peppers) }));
}

export interface IssuedKey {
  readonly key: ApiKey;
  readonly record: ManagedKey;
}

/** A live key on an eligible plan, made for this run, with whatever the test wants otherwise. */
export function newKey(keyring: Keyring, overrides: Partial<ManagedKey> = {}): IssuedKey {
  const key = issueKey(randomBytes, defaultKeyPrefix);
  const digest = digestKey(key.text, keyring);
  if (!digest) throw new Error("the keyring lacks its active version");
  const record: ManagedKey = {
    ...details,
    ...noRules,
    id: key.id,
    accountId: "acct_1",
    plan: "agency",
    digest,
    previous: undefined,
    rateLimitPerMinute: 60,
    isActive: true,
    isSuspended: false,
    expiresAt: undefined,
    revokedAt: undefined,
    createdAtEpochMs: 1_700_000_000_000,
    version: 1,
    totalRequests: 0,
    dailyRequests: new Array<number>(usageDays).fill(0),
    window: emptyWindow,
    policyVersion: undefined,
    quotaUse: {},
    ...overrides,
  };
  return { key, record };
}

const details: KeyDetails = {
  name: "Production server",
  environment: "production",
  note: undefined,
  metadata: {},
  createdBy: { type: "operator", subject: undefined },
  pausedBy: undefined,
  updatedAt: 1_700_000_000,
  rotatedAt: undefined,
};

/** A whole key of which a test has what the authorizer knows. */
export function withDetails(record: KeyRecord): ManagedKey {
  return { ...details, ...noRules, ...record };
}

/** Returns the part of a key that the authorizer reads. */
export function hotOf(key: ManagedKey): KeyRecord {
  const { name, environment, note, metadata, createdBy, pausedBy, updatedAt, ...rest } = key;
  const { scopes, allowedIps, quotas, ...hot } = rest;
  return hot;
}

/** The rules of a key as the authorizer reads them. */
export function rulesOf(key: ManagedKey): VersionedRules | undefined {
  const { policyVersion: version, scopes, allowedIps, quotas } = key;
  return version === undefined ? undefined : { version, scopes, allowedIps, quotas };
}

/** An empty container's memory. */
export function newMemory(): KeyMemory {
  return createKeyMemory({ keys: 10, rejected: 10 });
}
