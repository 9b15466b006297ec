import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { ulid } from "ulid";
import { OutcomeUnknownError } from "../../core/admission/outcome-unknown-error.ts";
import { isDenial } from "../../core/errors.ts";
import type { ManagedKey } from "../../core/key/managed-key.ts";
import type { ManagementRequest } from "../../core/management/request.ts";
import { revokeKey } from "../../core/management/revoke-key.ts";
import { trailOf } from "../../core/management/trail.ts";
import { updateKey } from "../../core/management/update-key.ts";
import { createAccounts } from "../../core/store/accounts.ts";
import { openTranslation } from "../../core/store/document-client.ts";
import { createKeys, type Keys } from "../../core/store/keys.ts";
import { createTableClient } from "../../core/store/table-client.ts";
import { Deadline } from "../../core/time/deadline.ts";
import { callingAws } from "../deployment/aws-fault.ts";
import { clientSettings, type Deployment, outputOf } from "../deployment/deployment.ts";
import { configOfDeployment } from "../deployment/settings.ts";
import { CliError } from "../exit-code.ts";

export const keyEnds = ["revoke", "pause"] as const;
export type KeyEnd = (typeof keyEnds)[number];

/** Longer than a function has: nobody else is there to try again. */
const budgetMs = 30_000;
const attemptTimeoutMs = 10_000;

/** Reads a key past the API. @throws CliError if there is none, or the table cannot be reached */
export function readKeyItem(deployment: Deployment, keyId: string): Promise<ManagedKey> {
  return onKeys(deployment, "read the key", (keys) => existing(keys, keyId));
}

/**
 * Writes the transaction with which the management API ends a key, and the same event.
 *
 * @param subject who does it, as the audit trail names them
 * @throws CliError if it is refused, the table cannot be reached or the outcome is unknown
 */
export function endKey(
  deployment: Deployment,
  keyId: string,
  end: KeyEnd,
  subject: string | undefined,
): Promise<ManagedKey> {
  return onKeys(deployment, `${end} the key`, async (keys) => {
    const { accountId } = await existing(keys, keyId);
    const request = requestFor(accountId, subject);
    const config = configOfDeployment(deployment);
    const outcome =
      end === "revoke"
        ? await revokeKey({ ...request, input: { keyId } }, { keys })
        : await updateKey(
            { ...request, input: { ...unchanged, keyId, isActive: false } },
            { config, keys },
          );
    if (isDenial(outcome))
      throw new CliError("refused", `${outcome.error.message}.`, outcome.error);
    return outcome.record;
  });
}

const unchanged = {
  name: undefined,
  environment: undefined,
  note: undefined,
  metadata: undefined,
  expiresAt: undefined,
  rateLimitPerMinute: undefined,
  scopes: undefined,
  allowedIps: undefined,
  quotas: undefined,
  previous: undefined,
};

function requestFor(
  accountId: string,
  subject: string | undefined,
): Omit<ManagementRequest<unknown>, "input"> {
  const actor = { type: "operator", subject } as const;
  return {
    caller: { ...actor, roles: ["admin"] },
    accountId,
    nowEpochMs: Date.now(),
    trail: trailOf({
      origin: {
        actor,
        // The trail shows by these that no request was made; CloudTrail knows the address.
        sourceIp: undefined,
        requestId: undefined,
        userAgent: "latchkey break-glass",
      },
      newEventId: ulid,
    }),
  };
}

async function existing(keys: Keys, keyId: string): Promise<ManagedKey> {
  const key = await keys.find(keyId);
  if (key) return key;
  throw new CliError("refused", `There is no key ${keyId}.`);
}

async function onKeys<T>(
  deployment: Deployment,
  doing: string,
  use: (keys: Keys) => Promise<T>,
): Promise<T> {
  const tableName = outputOf(deployment, "TableName");
  const days = deployment.outputs.get("AuditRetentionDays");
  const plain = new DynamoDBClient({
    ...(await clientSettings(deployment, "dynamodb")),
    maxAttempts: 1,
  });
  const documents = DynamoDBDocumentClient.from(plain, openTranslation);
  const deadline = new Deadline(budgetMs);
  const client = createTableClient(documents, deadline, {
    attemptTimeoutMs,
    random: Math.random,
  });
  const accounts = createAccounts(client, tableName, Date.now);
  const keys = createKeys(client, tableName, accounts, Date.now, days ? Number(days) : undefined);
  try {
    return await callingAws(deployment.aws, doing, () => use(keys).catch(explainUnknown));
  } finally {
    deadline.end();
    plain.destroy();
  }
}

function explainUnknown(error: unknown): never {
  if (!(error instanceof OutcomeUnknownError)) throw error;
  throw new CliError(
    "unknown",
    "The key may or may not have been changed: DynamoDB did not respond. Run the command again; it does no harm.",
  );
}
