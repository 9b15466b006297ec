import { createLocalJWKSet, errors, type JWTVerifyGetKey } from "jose";
import { type Cached, cached } from "../../core/aws/cached.ts";
import type { Deadline } from "../../core/time/deadline.ts";
import { discoverKeySet } from "./discover-key-set.ts";
import type { GetJson } from "./get-json.ts";

export interface IssuerKeysOptions {
  readonly issuer: string;
  readonly getJson: GetJson;
  readonly nowEpochMs: () => number;
}

export interface IssuerKeys {
  /**
   * The key that a token's header names.
   *
   * @throws IssuerFault where the keys are out of reach
   * @throws JOSEError where the issuer has no such key
   */
  readonly find: (
    ...args: [...Parameters<JWTVerifyGetKey>, deadline: Deadline]
  ) => ReturnType<JWTVerifyGetKey>;
  /** Fetches the keys before anybody needs them. @throws IssuerFault */
  prefetch(deadline: Deadline): Promise<void>;
}

/** A key that the issuer withdraws is good for so long yet. */
const maximumAgeMs = 10 * 60 * 1000;

/** Anyone can name a key that is not there; so often, at most, that makes this ask the issuer. */
const refetchCooldownMs = 30 * 1000;

/**
 * The signing keys of one issuer, fetched when first needed and kept for a while. A key that is not
 * among them may be new, so they are then fetched again, unless that was done just now. A failed
 * fetch is forgotten, so the next caller tries again.
 */
export function createIssuerKeys({ issuer, getJson, nowEpochMs }: IssuerKeysOptions): IssuerKeys {
  let fetchedAtEpochMs = Number.NEGATIVE_INFINITY;

  const keySet: Cached<JWTVerifyGetKey> = cached(
    async (deadline) => {
      const fetch = (url: URL) => getJson(url, deadline);
      const keys = createLocalJWKSet(await discoverKeySet(issuer, fetch));
      fetchedAtEpochMs = nowEpochMs();
      return keys;
    },
    maximumAgeMs,
    nowEpochMs,
  );

  return {
    async find(header, token, deadline) {
      const findIn = await keySet.get(deadline);
      try {
        return await findIn(header, token);
      } catch (error) {
        const isUnknown = error instanceof errors.JWKSNoMatchingKey;
        // The distance, since a clock that was set back must not prolong it.
        const sinceFetchMs = Math.abs(nowEpochMs() - fetchedAtEpochMs);
        if (!isUnknown || sinceFetchMs < refetchCooldownMs) throw error;
      }
      const findInNew = await keySet.refresh(deadline);
      return findInNew(header, token);
    },
    async prefetch(deadline) {
      await keySet.get(deadline);
    },
  };
}
