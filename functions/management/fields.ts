import * as z from "zod";
import {
  accountIdPattern,
  accountIdRule,
  greatestMaxActiveKeys,
} from "../../core/account/account-rules.ts";
import { greatestRateLimitPerMinute } from "../../core/account/operators.ts";
import { isAddress } from "../../core/admission/address-list.ts";
import { config } from "../../core/config/process-config.ts";
import { canonicalBlock } from "../../core/key/allowed-ips.ts";
import { environments, type Metadata } from "../../core/key/managed-key.ts";
import { quotaPeriods } from "../../core/key/quotas.ts";
import { expiryRule, planRule } from "../../core/management/rules.ts";

/*
 * The fields that clients send, each with its rule in words. The words are the error message, so
 * they have to say what is right, not what was wrong.
 */

const nameRule = "must be 1 to 100 characters after trimming, without control characters";
const greatestNameLength = 100;

/** Control and line-breaking characters, halves of one, and what stands for undecodable bytes. */
const unprintable = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\ufffd]/u;

/** Characters are counted as people do, so an emoji is one of them and not two. */
export const nameField = z
  .string(nameRule)
  .trim()
  .refine((name) => {
    const length = [...name].length;
    return length >= 1 && length <= greatestNameLength && !unprintable.test(name);
  }, nameRule);

/** RFC 5321, section 4.5.3.1: an address has 254 characters at most. */
const emailForm = /^[^\s@"<>]{1,64}@[^\s@"<>]{1,189}$/;

function emailField(rule: string) {
  return z
    .string(rule)
    .regex(emailForm, rule)
    .refine((email) => !unprintable.test(email), rule);
}

/** Null means none. */
export const contactEmailField = emailField("must be null or an e-mail address").nullable();

/** Undecodable halves of characters, and controls other than line breaks and tabs. */
const unstorable = /[\p{Cs}\ufffd]|(?![\t\n\r])\p{Cc}/u;

function freeText(greatest: number, rule: string) {
  const isGood = (text: string) => [...text].length <= greatest && !unstorable.test(text);
  return z.string(rule).refine(isGood, rule).meta({ maxLength: greatest });
}

const greatestNoteLength = 500;
const noteRule = `must be null or up to ${greatestNoteLength} characters; of control characters only line breaks and tabs`;

/** An empty note is none. */
export const noteField = freeText(greatestNoteLength, noteRule)
  .nullable()
  .transform((note) => (note === "" ? null : note));

const greatestPairs = 20;
const greatestValueLength = 200;
const metadataRule = `must be an object of up to ${greatestPairs} texts of up to ${greatestValueLength} characters, each with a name of 1 to 40 of A-Z a-z 0-9 _ . - other than __proto__`;

/** The SDK and Zod lose a `__proto__` silently, so it is refused first. */
export const metadataField: z.ZodType<Metadata> = z.preprocess(
  (value) => (Object.hasOwn(Object(value), "__proto__") ? null : value),
  z
    .record(
      z.string().regex(/^[A-Za-z0-9_.-]{1,40}$/),
      freeText(greatestValueLength, metadataRule),
      { error: metadataRule },
    )
    .refine((metadata) => Object.keys(metadata).length <= greatestPairs, metadataRule)
    .meta({ maxProperties: greatestPairs }),
);

export const planField = z.enum(config.plans.names, planRule(config.plans));

export const suspensionField = z.boolean("must be true or false");

export const environmentField = z.enum(environments, `must be one of ${environments.join(", ")}`);

export function integerField(least: number, greatest: number) {
  const rule = `must be an integer from ${least} to ${greatest}`;
  return z.int(rule).min(least, rule).max(greatest, rule);
}

export const maxActiveKeysField = integerField(1, greatestMaxActiveKeys);

export const rateLimitField = integerField(1, greatestRateLimitPerMinute);

const scopeNames = Object.keys(config.scopes);

/** Null means every route, and an empty list the routes that want no scope. */
export function scopesFieldOf(names: readonly string[]) {
  const rule =
    names.length === 0
      ? "must be left out: no scopes are configured"
      : `must be one of ${names.join(", ")}`;
  const listRule = "must be null or a list of scopes without repetition";
  return z
    .array(names.length === 0 ? z.never(rule) : z.enum([...names], rule), listRule)
    .refine((scopes) => new Set(scopes).size === scopes.length, listRule)
    .meta({ uniqueItems: true })
    .nullable();
}

export const scopesField = scopesFieldOf(scopeNames);

const mostAllowedIps = 20;
const addressRule = "must be an IPv4 or IPv6 address or CIDR block, such as 203.0.113.0/24";
const allowedIpsRule = `must be null or a list of 1 to ${mostAllowedIps} IPv4 or IPv6 addresses or CIDR blocks`;

/** More than addresses have this form: schemas have no words for the rest. */
const addressForm = /^[0-9A-Fa-f:.]{2,45}(\/[0-9]{1,3})?$/;

const addressField = z
  .string(addressRule)
  .regex(addressForm, addressRule)
  .transform((text, context) => {
    const block = canonicalBlock(text);
    if (block !== undefined) return block;
    context.issues.push({ code: "custom", message: addressRule, input: text });
    return z.NEVER;
  });

/** Each once, in canonical form. Null means any address. */
export const allowedIpsField = z
  .array(addressField, allowedIpsRule)
  .min(1, allowedIpsRule)
  .max(mostAllowedIps, allowedIpsRule)
  .transform((blocks) => [...new Set(blocks)])
  .nullable();

/** A million a day for 2,700 years; its digits take 7 bytes of an item. */
export const greatestQuota = 10 ** 12;
const quotaField = integerField(1, greatestQuota).optional();
const quotasRule = `must be null or an object with one or more of ${quotaPeriods.join(", ")}`;

/** Null means none. */
export const quotasField = z
  .strictObject({ day: quotaField, month: quotaField, total: quotaField }, quotasRule)
  .refine((quotas) => Object.keys(quotas).length > 0, quotasRule)
  .meta({ minProperties: 1 })
  .nullable();

/** 10000-01-01T00:00:00Z, which RFC 3339 has no way to write. */
const year10000 = 253_402_300_800;

const leapSecondRule = "must have a second from 00 to 59: leap seconds are not supported";

/** Zod's own expression knows the calendar, but not the `t` and `z` of RFC 3339, section 5.6. */
const rfc3339Time = new RegExp(
  z.regexes.datetime({ offset: true }).source.replace("T", "[Tt]").replace("Z", "[Zz]"),
);

function ruleOfTime(text: unknown): string {
  const isLeapSecond =
    typeof text === "string" && rfc3339Time.test(text.replace(/^(.{16}:)60/, "$159"));
  return isLeapSecond ? leapSecondRule : expiryRule;
}

/**
 * A time in whole Unix seconds; a fraction is cut off, so that no key lives longer than was asked.
 * Null means never.
 */
export function expiryField(nowEpochSeconds: number) {
  return z
    .string(expiryRule)
    .regex(rfc3339Time, { error: ({ input }) => ruleOfTime(input) })
    .meta({ format: "date-time" })
    .transform((time) => Math.floor(Date.parse(time.toUpperCase()) / 1000))
    .refine((seconds) => seconds > nowEpochSeconds && seconds < year10000, expiryRule)
    .nullable();
}

/** Query parameters are text. */
export const limitParameter = z
  .string()
  .regex(/^([1-9][0-9]?|100)$/, "must be an integer from 1 to 100")
  .transform(Number)
  .default(20);

export const booleanParameter = z
  .enum(["true", "false"], "must be true or false")
  .transform((text) => text === "true");

export const emailParameter = emailField("must be an e-mail address").optional();

/** The beginning of an id, at most a whole one. */
export const idPrefixParameter = z
  .string()
  .regex(new RegExp(accountIdPattern), accountIdRule)
  .optional();

export const cursorParameter = z.string().optional();

const includes = ["usage", "refusals", "usage,refusals"] as const;

/** Details of keys to show besides their fields. */
export type Include = (typeof includes)[number] | undefined;

export const includeRule = `must be ${includes.join(" or ")}`;
export const includeParameter = z.enum(includes, includeRule).optional();
export const accountIncludeParameter = z.enum(["refusals"], "must be refusals").optional();

export const ipParameter = z
  .string()
  .refine(isAddress, "must be an IPv4 or IPv6 address without a zone")
  .optional();

export const scopeParameter = z
  .string()
  .refine(
    (scope) => scopeNames.includes(scope),
    `must be a configured scope: ${scopeNames.join(", ") || "there are none"}`,
  )
  .optional();

/** A cost within the limits of a route's cost. */
export const costParameter = z
  .string()
  .regex(/^([1-9][0-9]{0,2}|1000)$/, "must be an integer from 1 to 1000")
  .transform(Number)
  .default(1);

/** How far back the access log is searched: up to 30 days. */
export const hoursParameter = z
  .string()
  .regex(/^([1-9][0-9]?|[1-6][0-9]{2}|7[01][0-9]|720)$/, "must be an integer from 1 to 720")
  .transform(Number)
  .default(24);
