import * as z from "zod";
import type { Config } from "../../core/config/config.ts";
import { scopesFieldOf } from "../../functions/management/fields.ts";
import {
  accountBody,
  importBody,
  leakBody,
  rotationBody,
} from "../../functions/management/inputs.ts";
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

const ofRules = {
  scopes:
    "The only scopes that the key has, each a configured one. Null means every route. With an empty list it may call only routes that want none.",
  allowed_ips:
    "The only addresses that may use the key: 1 to 20 IPv4 or IPv6 addresses or CIDR blocks. They are kept in canonical form, each once. Null means any.",
  quotas:
    "The most units that the key may use in a UTC day, in a UTC calendar month, and ever: 1 to 10^12 each. Replaced as a whole; units used so far of a quota that stays still count. Null means none. A new key gets its plan's if it is left out. A user may set any up to the plan's.",
};

/** The bodies that clients may send. */
export function requestsFor({
  plans,
  scopes,
  keyPrefix,
}: Pick<Config, "plans" | "scopes" | "keyPrefix">) {
  const example = examplePlanOf(plans);
  const planLimits = plans.rules
    .map(({ name, limitPerMinute }) => `${name} ${limitPerMinute}`)
    .join(", ");
  const planCaps = plans.rules.map(({ name, keyCap }) => `${name} ${keyCap}`).join(", ");
  const rateLimit = `Units that the key may use in any rolling 60 seconds; a request is one unit unless its route costs more. The plan's limit is the default, and the most that a user may ask for: ${planLimits}.`;
  const scopeNames = Object.keys(scopes);
  const configured = { scopes: scopesFieldOf(scopeNames).optional() };
  const exampleRules = {
    scopes: scopeNames.slice(0, 1),
    allowed_ips: ["203.0.113.0/24", "2001:db8::1"],
    quotas: { day: 1_000, month: 20_000 },
  };
  const account = jsonRequest(
    accountBody.extend({ plan: z.enum(plans.names).optional() }),
    {
      plan: `What the account pays for; only a new account needs it. Keys of these plans may call the public API: ${plans.eligible.join(", ")}.`,
      name,
      contact_email:
        "Whom to write to about the account, and how operators find it. Null takes it away.",
      max_active_keys: `Keys that the account may have at a time, revoked ones not counted. At first the plan's: ${planCaps}.`,
      metadata,
      is_suspended:
        "Whether all of its keys are refused with 403. Once it is lifted, they are as they were.",
    },
    {
      upgrade: { plan: example },
      suspend: { is_suspended: true },
      "with-all": {
        plan: example,
        name: "Example Ltd",
        contact_email: "ops@example.com",
        max_active_keys: 10,
        metadata: { crm_id: "c-1042" },
      },
    },
  );

  const newKey = jsonRequest(
    newKeyBody(noTime, "operator").extend(configured),
    {
      name,
      expires_at: expiresAt,
      rate_limit_per_minute: rateLimit,
      environment,
      note,
      metadata,
      ...ofRules,
    },
    {
      "name-alone": { name: "Production server" },
      "with-all": {
        name: "Nightly job",
        expires_at: "2027-01-01T00:00:00Z",
        rate_limit_per_minute: 10,
        environment: "staging",
        note: "Owned by the data team",
        metadata: { crm_id: "c-1042" },
        ...exampleRules,
      },
    },
  );

  const keyChange = jsonRequest(
    keyChangeBody(noTime, "operator").extend(configured),
    {
      name,
      is_active: "`false` pauses the key, `true` resumes it.",
      expires_at: expiresAt,
      rate_limit_per_minute: rateLimit,
      environment,
      note,
      metadata,
      ...ofRules,
      previous_secret: "`null` ends the secret before the last rotation at once.",
    },
    {
      pause: { is_active: false },
      "never-expire": { expires_at: null },
      restrict: exampleRules,
      "lift-restrictions": { scopes: null, allowed_ips: null, quotas: null },
      "end-old-secret": { previous_secret: null },
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
    importBody(noTime).extend(configured),
    {
      sha256: "The SHA-256 of the whole key as its owner presents it, in hexadecimal.",
      name,
      expires_at: expiresAt,
      rate_limit_per_minute: rateLimit,
      environment,
      note,
      metadata,
      ...ofRules,
    },
    {
      digest: {
        sha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        name: "Imported key",
      },
    },
  );

  const leakReport = jsonRequest(
    leakBody,
    { key: "The whole key, as it was found." },
    { report: { key: `${keyPrefix}your_key_here` } },
  );

  return { account, newKey, keyChange, rotation, importedKey, leakReport };
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
