import * as z from "zod";
import type { Config } from "../../core/config/config.ts";
import { accountBody, importBody, rotationBody } from "../../functions/management/inputs.ts";
import { keyChangeBody, newKeyBody } from "../../functions/management/key-body.ts";
import { examplePlanOf } from "./examples.ts";
import { describeFields, requestSchema } from "./json-schema.ts";
import { namedExamples } from "./responses.ts";
import type { RequestBody } from "./types.ts";

/** Before every expiry: what is in the past depends on the clock, which no schema can say. */
const noTime = 0;

const name = "What people call it: 1 to 100 characters after trimming, without control characters.";
const expiresAt =
  "From then on the key is refused. An RFC 3339 time in the future; fractions of a second are cut off, and second 60 is refused. Null means never.";
const environment = "A label; it does not change what the key may do.";
const note =
  "For people: up to 500 characters. Only the account and operators see it. Null or an empty text takes it away.";
const metadata =
  "Names and texts that your own programs keep with it: up to 20 pairs. A name is 1 to 40 of `A-Z a-z 0-9 _ . -`, a text up to 200 characters. Replaced as a whole; only operators may set it.";

/** The bodies that clients may send. */
export function requestsFor({ plans }: Pick<Config, "plans">) {
  const example = examplePlanOf(plans);
  const planLimits = plans.rules
    .map(({ name, limitPerMinute }) => `${name} ${limitPerMinute}`)
    .join(", ");
  const planCaps = plans.rules.map(({ name, keyCap }) => `${name} ${keyCap}`).join(", ");
  const rateLimit = `Requests that the key may make in any rolling 60 seconds. The plan's limit is the default, and the most that a user may ask for: ${planLimits}.`;
  const account = jsonRequest(
    accountBody.extend({ plan: z.enum(plans.names) }),
    {
      plan: `What the account pays for. Keys of these plans may call the public API: ${plans.eligible.join(", ")}.`,
      name,
      max_active_keys: `Keys that the account may have at a time, revoked ones not counted. At first the plan's: ${planCaps}.`,
      metadata,
    },
    {
      upgrade: { plan: example },
      "with-all": {
        plan: example,
        name: "Example Ltd",
        max_active_keys: 10,
        metadata: { crm_id: "c-1042" },
      },
    },
  );

  const newKey = jsonRequest(
    newKeyBody(noTime, "operator"),
    { name, expires_at: expiresAt, rate_limit_per_minute: rateLimit, environment, note, metadata },
    {
      "name-alone": { name: "Production server" },
      "with-all": {
        name: "Nightly job",
        expires_at: "2027-01-01T00:00:00Z",
        rate_limit_per_minute: 10,
        environment: "staging",
        note: "Owned by the data team",
        metadata: { crm_id: "c-1042" },
      },
    },
  );

  const keyChange = jsonRequest(
    keyChangeBody(noTime, "operator"),
    {
      name,
      is_active: "`false` pauses the key, `true` resumes it.",
      expires_at: expiresAt,
      rate_limit_per_minute: rateLimit,
      environment,
      note,
      metadata,
    },
    {
      pause: { is_active: false },
      "never-expire": { expires_at: null },
      describe: { environment: "staging", note: "Owned by the data team" },
    },
  );

  const rotation = optional(
    jsonRequest(
      rotationBody,
      {
        grace_period_seconds:
          "How long the old secret goes on working, up to a week. 0 ends it at once.",
      },
      { "a-day-of-grace": { grace_period_seconds: 86_400 } },
    ),
  );

  const importedKey = jsonRequest(
    importBody(noTime),
    {
      sha256: "The SHA-256 of the whole key as its owner presents it, in hexadecimal.",
      name,
      expires_at: expiresAt,
      rate_limit_per_minute: rateLimit,
      environment,
      note,
      metadata,
    },
    {
      digest: {
        sha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        name: "Imported key",
      },
    },
  );

  return { account, newKey, keyChange, rotation, importedKey };
}

export type Requests = ReturnType<typeof requestsFor>;

function jsonRequest(
  schema: z.ZodType,
  sentences: Readonly<Record<string, string>>,
  examples: Readonly<Record<string, unknown>>,
): RequestBody {
  return {
    required: true,
    content: {
      "application/json": {
        schema: describeFields(requestSchema(schema), sentences),
        examples: namedExamples(examples),
      },
    },
  };
}

function optional(request: RequestBody): RequestBody {
  return { ...request, required: false };
}
