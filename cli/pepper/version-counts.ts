import * as z from "zod";
import { unpeppered } from "../../core/key/pepper.ts";

/** How many keys need one version of the pepper. */
export interface VersionCount {
  /** `v1`, or `sha256` for imported keys that have not been used yet; they need no pepper. */
  readonly version: string;
  /** Keys whose secret was hashed with it, without revoked keys. */
  readonly keys: number;
  /** Old secrets in their grace period. */
  readonly inGrace: number;
  /** Revoked keys, whose digest is no longer used. */
  readonly revoked: number;
}

const versions = z.object({
  pepper: z.string(),
  op: z.string().optional(),
  ou: z.number().optional(),
  revoked_at: z.number().optional(),
});

/** The attributes of a key item that `VersionTally` reads. */
export const countedAttributes = Object.keys(versions.shape);

/** Counts key items by the peppers that they need. */
export class VersionTally {
  readonly #counts = new Map<string, { keys: number; inGrace: number; revoked: number }>();
  readonly #nowEpochSeconds: number;

  /** @param nowEpochSeconds grace periods that end by then are over */
  constructor(nowEpochSeconds: number) {
    this.#nowEpochSeconds = nowEpochSeconds;
  }

  /** @throws ZodError if the item is none of a key; its values are not in the message */
  add(item: unknown): void {
    const key = versions.parse(item);
    if (key.revoked_at !== undefined) {
      this.#count(key.pepper).revoked++;
      return;
    }
    this.#count(key.pepper).keys++;
    const until = key.ou ?? 0;
    if (key.op !== undefined && until > this.#nowEpochSeconds) {
      this.#count(key.op).inGrace++;
    }
  }

  /** One entry per version in the keyring, and per version that only keys name. */
  counts(keyringVersions: readonly string[]): VersionCount[] {
    const others = [...this.#counts.keys()]
      .filter((version) => !keyringVersions.includes(version))
      .sort();
    return [...keyringVersions, ...others].map((version) => ({ version, ...this.#count(version) }));
  }

  #count(version: string) {
    const count = this.#counts.get(version) ?? { keys: 0, inGrace: 0, revoked: 0 };
    this.#counts.set(version, count);
    return count;
  }
}

/** Whether a key could stop working without this version. */
export function isInUse({ keys, inGrace }: VersionCount): boolean {
  return keys + inGrace > 0;
}

/** Versions that keys need but the keyring lacks: those keys do not work. */
export function missingVersions(
  counts: readonly VersionCount[],
  keyringVersions: readonly string[],
): VersionCount[] {
  return counts.filter(
    (count) =>
      isInUse(count) && count.version !== unpeppered && !keyringVersions.includes(count.version),
  );
}
