import type { AwsCredentials } from "../core/aws/sign.ts";
import type { Deadline } from "../core/time/deadline.ts";
import { withTimeout } from "../core/time/with-timeout.ts";

/** AWS credentials as the SDK's providers give them. */
export interface AwsIdentity extends AwsCredentials {
  /** Absent for credentials that do not expire. */
  readonly expiration?: Date | undefined;
}

/** Any of the SDK's credential providers, or a function of the same form. */
export type CredentialProvider = (options?: {
  readonly forceRefresh?: boolean;
}) => Promise<AwsIdentity>;

/** The credentials of a server: fetched when first needed, and renewed before they expire. */
export interface CredentialCache {
  /** Sees to it that there are valid ones. Rejects if there are none, or with the deadline. */
  ready(deadline: Deadline): Promise<void>;
  /** Fetches new ones, because AWS refused those there are. Rejects likewise. */
  renew(deadline: Deadline): Promise<void>;
  /** @throws Error before `ready` */
  current(): AwsCredentials;
}

/** As early as the SDK does it. */
const renewAheadMs = 5 * 60 * 1000;
/** A renewal that failed is tried again after so long, as long as the old ones are valid. */
const pauseMs = 5_000;

/**
 * Callers at the same time share one call of the provider, and a failure is forgotten. While the
 * credentials are still valid nobody waits for new ones.
 *
 * @param onFault takes the error of a renewal that nobody waits for
 */
export function createCredentialCache(
  provider: CredentialProvider,
  nowEpochMs: () => number,
  onFault: (error: unknown) => void,
): CredentialCache {
  let identity: AwsIdentity | undefined;
  let inFlight: Promise<void> | undefined;
  let nextRenewalEpochMs = Number.NEGATIVE_INFINITY;

  function fetch(forceRefresh: boolean): Promise<void> {
    nextRenewalEpochMs = nowEpochMs() + pauseMs;
    inFlight ??= provider(forceRefresh ? { forceRefresh } : undefined)
      .then((fetched) => {
        identity = fetched;
      })
      .finally(() => {
        inFlight = undefined;
      });
    return inFlight;
  }

  function remainingMs({ expiration }: AwsIdentity): number {
    return expiration ? expiration.getTime() - nowEpochMs() : Number.POSITIVE_INFINITY;
  }

  return {
    async ready(deadline) {
      const leftMs = identity ? remainingMs(identity) : 0;
      if (leftMs > renewAheadMs) return;
      if (leftMs <= 0) return withTimeout(fetch(false), deadline.remainingMs);
      if (!inFlight && nowEpochMs() >= nextRenewalEpochMs) fetch(false).catch(onFault);
    },
    renew: (deadline) => withTimeout(fetch(true), deadline.remainingMs),
    current() {
      if (!identity) throw new Error("the AWS credentials are not there yet");
      return identity;
    },
  };
}

/**
 * The default chain of AWS's SDK: environment, SSO, shared files, web identity (EKS), ECS, EC2.
 * Loaded only when it is used.
 */
export function defaultProvider(): CredentialProvider {
  let chain: CredentialProvider | undefined;
  return async (options) => {
    chain ??= (await import("@aws-sdk/credential-provider-node")).defaultProvider();
    return chain(options);
  };
}
