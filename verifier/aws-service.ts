import { AwsError } from "../core/aws/aws-error.ts";
import { createJsonService, type JsonCall } from "../core/aws/json-service.ts";
import { createPool } from "../core/aws/pooled-send.ts";
import { createSign } from "../core/aws/sign.ts";
import type { CredentialCache } from "./credentials.ts";
import { createTableClock, type LocalClocks, type TableClock } from "./table-clock.ts";

export interface AwsServiceOptions {
  readonly service: keyof typeof protocols;
  readonly endpoint: URL;
  readonly region: string;
  readonly credentials: CredentialCache;
  readonly maxConnections: number;
  /** After so long without an answer an attempt is given up, and made again. */
  readonly attemptTimeoutMs: number;
  readonly clocks: LocalClocks;
}

/** A service of AWS as a server calls it, and the time there. */
export interface AwsService {
  readonly call: JsonCall;
  readonly clock: TableClock;
  close(): void;
}

const protocols = {
  dynamodb: { targetPrefix: "DynamoDB_20120810", jsonVersion: "1.0" },
  secretsmanager: { targetPrefix: "secretsmanager", jsonVersion: "1.1" },
} as const;

const idleMs = 20_000;

/** The signature was made too early or too late by the service's clock; also if the secret is wrong. */
const signatureCodes = new Set(["InvalidSignatureException", "RequestExpired"]);
const tokenCodes = new Set(["ExpiredTokenException", "UnrecognizedClientException"]);

export function createAwsService(options: AwsServiceOptions): AwsService {
  const { service, endpoint, region, credentials, clocks } = options;
  const clock = createTableClock(clocks);
  const pool = createPool({
    endpoint,
    maxConnections: options.maxConnections,
    idleMs,
    nowMs: clocks.monotonicMs,
    onResponse: ({ date }, sentMs, receivedMs) => clock.learn(date, sentMs, receivedMs),
  });
  const { call } = createJsonService({
    ...protocols[service],
    endpoint,
    send: pool.send,
    attemptTimeoutMs: options.attemptTimeoutMs,
    random: Math.random,
    sign: createSign({
      service,
      region,
      credentials: credentials.current,
      nowEpochMs: clock.signingEpochMs,
    }),
  });

  return {
    clock,
    close: pool.close,
    /** Once more if AWS refused the signature, which means that nothing was done. */
    async call(operation, input, deadline) {
      await credentials.ready(deadline);
      const { beginnings } = clock;
      try {
        return await call(operation, input, deadline);
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        if (tokenCodes.has(error.code)) await credentials.renew(deadline);
        else if (!signatureCodes.has(error.code) || clock.beginnings === beginnings) throw error;
        // Signed by the time that the refusal told.
        return call(operation, input, deadline);
      }
    },
  };
}
