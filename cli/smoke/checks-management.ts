import { randomUUID } from "node:crypto";
import { errors } from "../../core/errors.ts";
import { type Check, faultsOf } from "./check.ts";
import type { House } from "./house.ts";
import { parseJson } from "./parse-json.ts";

type ApiError = (typeof errors)[keyof typeof errors];

function refusal({ status, message, code }: ApiError) {
  return {
    status,
    body: { error: message, code },
    headers: { "content-type": "application/json" },
  };
}

export const managementChecks: readonly Check[] = [
  {
    name: "management: no credential, an API key and a made-up token are refused",
    async run(house) {
      const base = house.options.addresses.managementApi;
      const { key } = await house.newKey();
      const path = `/manage/v1${house.accountPath}`;
      const invalid = refusal(errors.invalidCredentials);
      return {
        faults: [
          ...faultsOf(
            "no credential",
            await house.call(path, undefined, { base }),
            refusal(errors.missingToken),
          ),
          ...faultsOf("API key", await house.call(path, key, { base }), invalid),
          ...faultsOf("made-up token", await house.call(path, "x".repeat(43), { base }), invalid),
          ...faultsOf("a JWT of nobody", await house.call(path, "e30.e30.e30", { base }), invalid),
        ],
      };
    },
  },
  {
    name: "management: bad bodies name the field, 413 and 415 in the product's form",
    async run(house) {
      const keys = `${house.accountPath}/keys`;
      const text: [string, string][] = [["Content-Type", "text/plain"]];
      const large = { name: "x", note: "x".repeat(9000) };
      return {
        faults: [
          ...faultsOf(
            "unknown field",
            await house.manage("POST", keys, { name: "x", owner: "y" }),
            {
              status: 400,
              body: { code: errors.invalidFields.code },
            },
          ),
          ...faultsOf("not JSON", await house.manage("POST", keys, "{"), { status: 400 }),
          ...faultsOf(
            "text/plain",
            await house.manage("POST", keys, "{}", { headers: text }),
            refusal(errors.notJson),
          ),
          ...faultsOf(
            "9 KB",
            await house.manage("POST", keys, large),
            refusal(errors.bodyTooLarge),
          ),
        ],
      };
    },
  },
  {
    name: "management: unknown accounts, keys and routes are 404",
    async run(house) {
      const nobody = `/accounts/${house.options.accountId}-${randomUUID()}`;
      return {
        faults: [
          ...faultsOf(
            "account",
            await house.manage("GET", nobody),
            refusal(errors.accountNotFound),
          ),
          ...faultsOf(
            "key",
            await house.manage("GET", `${house.accountPath}/keys/00000000`),
            refusal(errors.keyNotFound),
          ),
          ...faultsOf("route", await house.manage("GET", "/nothing"), refusal(errors.notFound)),
        ],
      };
    },
  },
  {
    name: "management: a repeated creation makes one key and shows its secret once",
    run: async (house) => ({ faults: await idempotencyFaults(house) }),
  },
  {
    name: "management: the new key is in the list, and its creation in the audit trail",
    async run(house) {
      const { id } = await house.newKey();
      const keys = await house.manage("GET", `${house.accountPath}/keys?limit=1`);
      const events = await house.manage("GET", `${house.accountPath}/events?limit=1`);
      const cursor = `${house.accountPath}/keys?cursor=e30`;
      const faults = [
        ...faultsOf("list", keys, { status: 200, body: { object: "list" } }),
        ...faultsOf("events", events, { status: 200, body: { object: "list" } }),
        ...faultsOf("altered cursor", await house.manage("GET", cursor), { status: 400 }),
      ];
      if (!keys.text.includes(id)) faults.push("the newest key of the list is another one");
      if (!events.text.includes("key.created") || !events.text.includes(id)) {
        faults.push("the newest event is not the creation");
      }
      return { faults };
    },
  },
];

async function idempotencyFaults(house: House): Promise<string[]> {
  const headers: [string, string][] = [["Idempotency-Key", randomUUID()]];
  const path = `${house.accountPath}/keys`;
  const create = (name: string) => house.manage("POST", path, { name }, { headers });
  const first = await create("Smoke test");
  const faults = faultsOf("first", first, {
    status: 201,
    headers: { "cache-control": /no-store/ },
  });
  if (faults.length > 0) return faults;
  const { id } = house.adopt(first);
  const replay = await create("Smoke test");
  const replayed = { status: 200, body: { id }, headers: { "idempotency-replayed": "true" } };
  faults.push(...faultsOf("replay", replay, replayed));
  if ("key" in parseJson(replay.text)) faults.push("the replay shows the secret again");
  const other = refusal(errors.idempotencyKeyReused);
  faults.push(...faultsOf("another body", await create("Another"), other));
  return faults;
}
