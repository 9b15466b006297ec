import { describe, expect, it } from "@jest/globals";
import { showAccount } from "../../../cli/output/show-account.ts";
import { showKey } from "../../../cli/output/show-key.ts";
import { keyPrefix } from "../../../core/key/api-key.ts";
import { shownFields } from "../../../core/key/field-values.ts";
import { examples } from "../../support/contract-document.ts";
import { newKey, newKeyring } from "../../support/keys.ts";

const nowEpochMs = Date.parse("2026-11-23T08:00:00Z");
const nowEpochSeconds = nowEpochMs / 1000;
const { record } = newKey(newKeyring(), {
  previous: {
    digest: newKey(newKeyring()).record.digest,
    validUntil: nowEpochSeconds + 60,
    lastUsedAt: undefined,
  },
  isActive: false,
  pausedBy: { type: "user", subject: "auth0|42" },
  scopes: ["models:read"],
  allowedIps: ["192.0.2.1"],
  quotas: { day: 1000 },
});
const key = shownFields(record, nowEpochSeconds);
const { object: _, ...account } = examples.account;

/** Another value that the API could show. */
function otherThan(value: unknown): unknown {
  if (typeof value === "boolean") return !value;
  if (typeof value === "number") return value + 1;
  if (Array.isArray(value)) return value.map(otherThan);
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value);
    const [[name, inner] = ["crm_id", ""]] = entries;
    return { ...value, [name]: otherThan(inner) };
  }
  return value === "2020-02-02T20:20:20Z" ? "2021-01-01T00:00:00Z" : "2020-02-02T20:20:20Z";
}

function show(shown: Readonly<Record<string, unknown>>): string {
  const prefix = keyPrefix(String(shown.id), "sk_live_");
  return showKey({ object: "api_key", ...shown, key_prefix: prefix }, nowEpochMs);
}

describe("a key in the terminal", () => {
  it.each(Object.entries(key))("shows its %s", (name, value) => {
    expect(show({ ...key, [name]: otherThan(value) })).not.toBe(show(key));
  });

  it("shows a field that it has no words for under its name", () => {
    expect(show({ ...key, spend_limit: 5 })).toMatch(/^spend limit +5$/m);
    expect(show({ ...key, tags: ["a", "b"] })).toMatch(/^tags +\["a","b"\]$/m);
    expect(show({ ...key, owner: null })).toMatch(/^owner +–$/m);
    expect(show(key)).not.toMatch(/^(object|key prefix) /m);
  });

  it("shows the secret, when there is one, and the use, when it was asked for", () => {
    expect(show({ ...key, key: "the secret" })).toMatch(/^secret +the secret$/m);
    const usage = { total_requests: 7, total_requests_last_30d: 3 };
    expect(show({ ...key, usage })).toMatch(/^requests +7 in total, 3 in the last 30 days$/m);
    expect(show(key)).not.toMatch(/^(secret|requests) /m);
  });
});

describe("an account in the terminal", () => {
  it.each(Object.entries(account))("shows its %s", (name, value) => {
    expect(showAccount({ ...account, [name]: otherThan(value) })).not.toBe(showAccount(account));
  });

  it("shows a field that it has no words for under its name", () => {
    expect(showAccount({ ...account, spend_limit: 5 })).toMatch(/^spend limit +5$/m);
    expect(showAccount(examples.account)).not.toMatch(/^object /m);
  });
});
