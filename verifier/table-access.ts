import { eligibleNames } from "../core/account/plan.ts";
import { createKeyMemory } from "../core/admission/key-memory.ts";
import { createVerifyKey, type VerifyKey } from "../core/admission/verify-key.ts";
import { cached } from "../core/aws/cached.ts";
import type { KeyFormats } from "../core/key/parse-presented.ts";
import { createAdmit } from "../core/store/admit.ts";
import { createReadKeyring } from "../core/store/pepper-secret.ts";
import { createReadKey } from "../core/store/read-key.ts";
import { Deadline } from "../core/time/deadline.ts";
import { createAwsService } from "./aws-service.ts";
import { createCredentialCache } from "./credentials.ts";
import { narrowClock } from "./narrow-clock.ts";
import type { VerifierSettings } from "./options.ts";
import type { LocalClocks } from "./table-clock.ts";

/** The table, the pepper and the time, as one server reaches them. */
export interface TableAccess {
  readonly verifyKey: VerifyKey;
  readonly formats: KeyFormats;
  /** Sees to it that the table's time is known, without which nothing may be counted. */
  ready(deadline: Deadline): Promise<void>;
  close(): void;
}

/** Some 20 MB at the most. */
const remembered = { keys: 10_000, rejected: 10_000, expectsRules: true };
/** So many attempts without an answer fit into a check. */
const attemptsPerDeadline = 4;
/** A text that is no key's public id. */
const noKeyId = "-";

/** @param report takes the error of a renewal of credentials that nobody waits for */
export function createTableAccess(
  settings: VerifierSettings,
  clocks: LocalClocks,
  report: (error: unknown) => void,
): TableAccess {
  const { config, tableName, deadlineMs } = settings;
  const { dynamodb, secrets } = createServices(settings, clocks, report);
  const { clock } = dynamodb;
  const { keyPrefix, importedKeys = "none" } = config;
  const formats = { keyPrefix, importedKeys, plans: { eligible: eligibleNames(config.plans) } };
  const keyring = createReadKeyring(secrets.call, settings.pepperSecretArn, clocks.monotonicMs);
  const readKey = createReadKey(tableName, dynamodb.call);
  const verifyKey = createVerifyKey({
    admit: createAdmit(tableName, dynamodb.call, formats.plans),
    readKey,
    keyring,
    nowEpochMs: clock.nowEpochMs,
    random: Math.random,
    memory: createKeyMemory(remembered),
    config: formats,
  });
  let isClosed = false;

  /** Nobody waits for it: where it fails, later answers narrow the clock as well. */
  async function askTable(): Promise<void> {
    if (isClosed) throw new Error("the verifier is closed");
    const deadline = new Deadline(deadlineMs);
    await readKey(noKeyId, deadline).finally(() => deadline.end());
  }

  /** Shared by those who need it at a time. The pepper comes beside. */
  const start = cached(
    async (deadline) => {
      await Promise.all([readKey(noKeyId, deadline), keyring(deadline)]);
      if (!clock.isKnown()) {
        throw new Error("the table's answer has no Date, so its time is unknown");
      }
      narrowClock(clock, askTable, pause).catch(() => {});
    },
    Number.POSITIVE_INFINITY,
    clocks.monotonicMs,
  );

  return {
    verifyKey,
    formats,
    async ready(deadline) {
      if (!clock.isKnown()) await start.refresh(deadline);
    },
    close() {
      isClosed = true;
      dynamodb.close();
      secrets.close();
    },
  };
}

function createServices(
  { region, endpoints, provider, deadlineMs, maxConnections }: VerifierSettings,
  clocks: LocalClocks,
  report: (error: unknown) => void,
) {
  const nowEpochMs = () => dynamodb.clock.signingEpochMs();
  const credentials = createCredentialCache(provider, nowEpochMs, report);
  const attemptTimeoutMs = deadlineMs / attemptsPerDeadline;
  const shared = { region, credentials, clocks, attemptTimeoutMs };
  const dynamodb = createAwsService({
    ...shared,
    service: "dynamodb",
    endpoint: endpoints.dynamodb,
    maxConnections,
  });
  const secrets = createAwsService({
    ...shared,
    service: "secretsmanager",
    endpoint: endpoints.secretsManager,
    maxConnections: 2,
  });
  return { dynamodb, secrets };
}

/** Keeps no process alive. */
function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}
