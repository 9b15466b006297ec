import fc from "fast-check";

/** The times at which something ends: a second, a window, a grace period, a day, a request's record. */
const waitsMs = [
  1, 999, 1_000, 2_500, 59_000, 60_000, 61_000, 3_600_000, 86_400_000, 2_678_400_000,
];

/** Numbers choose among what is there by then, and wrap around. */
const account = fc.nat({ max: 2 });
const key = fc.nat({ max: 9 });
/** 0 is a request without an `Idempotency-Key`. */
const repeat = fc.nat({ max: 2 });

const name = fc.constantFrom("Test", "Ключ 🔑", "x".repeat(100));
const keyFields = {
  rate_limit_per_minute: fc.constantFrom(1, 3, 60, 10_000),
  expires_at: fc.constantFrom(null, "2027-01-15T08:01:00Z", "2030-01-01T00:00:00Z"),
  scopes: fc.constantFrom(null, [], ["models:read"], ["account:read", "models:read"]),
  allowed_ips: fc.constantFrom(null, ["192.0.2.0/24"], ["192.0.2.7", "2001:db8::/32"]),
  quotas: fc.constantFrom(null, { day: 2 }, { month: 3, total: 5 }),
};
const plan = fc.constantFrom("free", "pro", "agency", "enterprise");
const accountBody = fc.record(
  { plan, name, max_active_keys: fc.integer({ min: 1, max: 4 }), is_suspended: fc.boolean() },
  { requiredKeys: ["plan"] },
);
const environment = fc.constantFrom("development", "production");
const newKeyBody = fc.record({ name, ...keyFields, environment }, { requiredKeys: ["name"] });
const importBody = fc.record({ name, ...keyFields }, { requiredKeys: ["name"] });
const changeBody = fc.record({ name, ...keyFields, is_active: fc.boolean() }, { requiredKeys: [] });

function is<Name extends string>(does: Name): fc.Arbitrary<Name> {
  return fc.constant(does);
}

const putAccount = fc.record({ does: is("put account"), account, body: accountBody });
const createKey = fc.record({ does: is("create key"), account, body: newKeyBody, repeat });
const importKey = fc.record({
  does: is("import key"),
  account,
  body: importBody,
  foreign: fc.nat({ max: 3 }),
});
const changeKey = fc.record({ does: is("change key"), key, body: changeBody });
const rotateKey = fc.record({
  does: is("rotate key"),
  key,
  graceSeconds: fc.constantFrom(0, 60, 604_800),
  repeat,
});
const revokeKey = fc.record({ does: is("revoke key"), key });
const list = fc.record({
  does: is("list"),
  what: fc.constantFrom("listKeys", "listEvents", "listAccounts"),
  account,
  limit: fc.constantFrom(1, 2, 100),
});
const show = fc.record({ does: is("show"), key, account });
const use = fc.record({
  does: is("use"),
  token: fc.nat({ max: 12 }),
  container: fc.nat({ max: 1 }),
  times: fc.integer({ min: 1, max: 4 }),
  asked: fc.record(
    {
      cost: fc.constantFrom(2, 3, 60),
      scope: fc.constantFrom("models:read", "account:read"),
      address: fc.constantFrom("192.0.2.7", "2001:db8::1", "198.51.100.1"),
    },
    { requiredKeys: [] },
  ),
});
const wait = fc.record({ does: is("wait"), ms: fc.constantFrom(...waitsMs) });
const restart = fc.record({ does: is("restart") });

const command = fc.oneof(
  { weight: 2, arbitrary: putAccount },
  { weight: 4, arbitrary: createKey },
  { weight: 2, arbitrary: importKey },
  { weight: 4, arbitrary: changeKey },
  { weight: 2, arbitrary: rotateKey },
  { weight: 2, arbitrary: revokeKey },
  { weight: 2, arbitrary: list },
  { weight: 1, arbitrary: show },
  { weight: 8, arbitrary: use },
  { weight: 3, arbitrary: wait },
  { weight: 1, arbitrary: restart },
);

/** A command on a table, from an operator, from callers with keys, or from the passing of time. */
export type Command = typeof command extends fc.Arbitrary<infer Each> ? Each : never;

/** Sequences that begin with an account and a key, as nothing goes without. */
export const sequences: fc.Arbitrary<Command[]> = fc
  .array(command, { minLength: 8, maxLength: 16, size: "max" })
  .map((commands) => [
    { does: "put account", account: 0, body: { plan: "agency" } },
    { does: "create key", account: 0, body: { name: "Test" }, repeat: 1 },
    ...commands,
  ]);
