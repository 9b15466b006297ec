import { rulesNoticeKey } from "../../../core/store/item-keys.ts";
import type { Json } from "./calls.ts";
import { findSecrets } from "./secrets.ts";
import { trailFaults } from "./trail.ts";

/*
 * The one checker that knows how the table is laid out (README, "The table"). It reads attributes as
 * they are stored, with none of the product's own readers.
 */

/** The most units that a request of these tests costs. The window counts units, totals and days requests. */
const greatestCost = 4;

/** Everything that is stored of one account. */
interface Stored {
  readonly account: Json | undefined;
  readonly isListed: boolean;
  readonly keys: readonly Json[];
  readonly places: readonly Json[];
  /** Oldest first. */
  readonly events: readonly Json[];
  readonly requests: readonly Json[];
}

/**
 * Items are related as they must be: everything that they say of one another agrees.
 *
 * @param items a whole table, or all that belongs to some accounts
 * @param secrets what must not be among it
 * @returns a sentence for each fault
 */
export function tableFaults(items: readonly Json[], secrets: readonly string[] = []): string[] {
  const ids = new Set(items.map(accountOf));
  ids.delete("");
  const keyPartitions = new Set(items.filter(({ sk }) => sk === "KEY").map(({ pk }) => pk));
  const isPolicy = ({ pk, sk }: Json) => sk === "POLICY" && keyPartitions.has(pk);
  const isNotice = ({ pk, sk }: Json) => pk === rulesNoticeKey.pk && sk === rulesNoticeKey.sk;
  const isKnown = (item: Json) => accountOf(item) !== "" || isPolicy(item) || isNotice(item);
  const stray = items.filter((item) => !isKnown(item));
  return [
    ...stray.map(({ pk, sk }) => `nobody knows what ${pk} ${sk} is`),
    ...[...ids].flatMap((id) => {
      const faults = accountFaults(id, storedOf(id, items));
      return faults.map((fault) => `account ${id}: ${fault}`);
    }),
    ...findSecrets(secrets, new Map([["the table", items.map(textOf).join("\n")]])),
  ];
}

function accountOf({ pk, sk, account_id }: Json): string {
  if (pk === "ACCOUNTS") return String(sk).slice("ACCOUNT#".length);
  const partition = String(pk);
  if (partition.startsWith("ACCOUNT#")) return partition.slice("ACCOUNT#".length);
  return partition.startsWith("KEY#") && sk === "KEY" ? String(account_id) : "";
}

function storedOf(id: string, items: readonly Json[]): Stored {
  const own = items.filter((item) => accountOf(item) === id);
  const below = (prefix: string) =>
    own
      .filter(({ pk, sk }) => pk === `ACCOUNT#${id}` && String(sk).startsWith(prefix))
      .sort((one, other) => (String(one.sk) < String(other.sk) ? -1 : 1));
  return {
    account: own.find(({ sk }) => sk === "ACCOUNT"),
    isListed: own.some(({ pk }) => pk === "ACCOUNTS"),
    keys: own.filter(({ sk }) => sk === "KEY"),
    places: below("KEY#"),
    events: below("EVENT#"),
    requests: below("IDEMPOTENCY#"),
  };
}

function accountFaults(id: string, stored: Stored): string[] {
  const { account, isListed, keys, places, requests } = stored;
  if (!account) return ["its items exist without it"];
  const active = keys.filter(({ revoked_at }) => revoked_at === undefined);
  const ids = new Set(keys.map(({ key_id }) => key_id));
  const expected = keys.map(
    (key) => `KEY#${String(key.created_at_ms).padStart(13, "0")}#${String(key.key_id)}`,
  );
  return [
    ...(isListed ? [] : ["it is not listed"]),
    ...(account.account_id === id ? [] : ["its item names another"]),
    ...(isSameSet(
      places.map(({ sk }) => sk),
      expected,
    )
      ? []
      : ["its list and its keys differ"]),
    ...(isSameSet(
      setOf(account.active_key_ids),
      active.map(({ key_id }) => key_id),
    )
      ? []
      : ["its active ids are not its keys that are not revoked"]),
    ...requests.filter(({ key_id }) => !ids.has(key_id)).map(({ sk }) => `${sk} is of no key`),
    ...active
      .filter(({ plan }) => plan !== account.plan)
      .map((key) => `key ${key.key_id} is on plan ${key.plan}`),
    ...active
      .filter(({ suspended }) => Boolean(suspended) !== Boolean(account.suspended))
      .map((key) => `key ${key.key_id} does not know whether it is suspended`),
    ...keys.flatMap((key) => keyFaults(key).map((fault) => `key ${key.key_id}: ${fault}`)),
    ...keys
      .filter((key) => detailsOf(key, places)?.version !== key.version)
      .map((key) => `key ${key.key_id}: its two items are of different versions`),
    ...eventFaults(account, stored),
  ];
}

function keyFaults(key: Json): string[] {
  const { revoked_at, is_active, od, total_requests, t, n } = key;
  const [days, window] = [numbersOf(key.d), numbersOf(key.w)];
  const [total, latest, count] = [Number(total_requests), Number(t), Number(n)];
  const isIdle = latest === 0 && count === 0 && total === 0;
  const units = sumOf(window) + count;
  const isCounted = latest > 0 && count > 0 && total * greatestCost >= units;
  return [
    ...(revoked_at === undefined || (is_active === false && od === undefined)
      ? []
      : ["it is revoked and yet active or in grace"]),
    ...(isIdle || isCounted ? [] : ["its window and its total disagree"]),
    ...(sumOf(days) <= total ? [] : ["its days exceed its total"]),
    ...(count <= Number(days[Math.floor(latest / 86_400) % 30] ?? 0) * greatestCost
      ? []
      : ["its day misses uses"]),
  ];
}

/** Versions count the changes, and so the events, one to one; played, these give what is stored. */
function eventFaults(account: Json, { keys, places, events }: Stored): string[] {
  const ofKeys = new Map(keys.map((key) => [key.key_id, key]));
  const own = events.filter(({ key_id }) => key_id === undefined);
  const moving = events.filter(({ action }) =>
    ["key.created", "key.imported", "key.revoked"].includes(String(action)),
  );
  // A user's first key comes in one change with the account.
  const isBornWithKey = own[0]?.actor === "user" ? 1 : 0;
  const expected = own.length + moving.length - isBornWithKey;
  return [
    ...(account.version === expected
      ? []
      : [`version ${account.version}, ${expected} changes told`]),
    ...keys.flatMap(({ key_id, version }) => {
      const told = events.filter((event) => event.key_id === key_id).length;
      return version === told ? [] : [`key ${key_id}: version ${version}, ${told} changes told`];
    }),
    ...events
      .filter(({ key_id }) => key_id !== undefined && !ofKeys.has(key_id))
      .map(({ action }) => `an event ${action} of no key`),
    ...events
      .filter(({ sk, event_id }) => sk !== `EVENT#${event_id}`)
      .map(() => "an event is misplaced"),
    ...trailFaults(events.map(asListed), (keyId) => {
      const key = ofKeys.get(keyId);
      if (keyId === "") return { name: null, ...account, is_suspended: account.suspended ?? false };
      return key && keyAsTold(key, detailsOf(key, places) ?? {});
    }),
  ];
}

function asListed(event: Json): Json {
  return { ...event, created_at: new Date(Number(event.at_ms)).toISOString() };
}

/** The item that lists a key and has what only people read of it. */
function detailsOf({ key_id }: Json, places: readonly Json[]): Json | undefined {
  return places.find(({ sk }) => String(sk).endsWith(`#${key_id}`));
}

function keyAsTold(key: Json, details: Json): Json {
  return {
    name: details.name,
    environment: details.environment,
    note: details.note ?? null,
    metadata: details.metadata,
    scopes: listOf(details.scopes),
    allowed_ips: listOf(details.allowed_ips),
    quotas: details.quotas ?? null,
    rate_limit_per_minute: key.rate_limit,
    is_active: key.is_active,
    expires_at: timeOf(key.expires_at),
    revoked_at: timeOf(key.revoked_at),
    // Zero where nothing of the old secret is valid any more: it is kept to name it in refusals.
    previous_secret_expires_at: timeOf(key.ou || undefined),
  };
}

function timeOf(seconds: unknown): string | null {
  if (seconds === undefined) return null;
  return `${new Date(Number(seconds) * 1000).toISOString().slice(0, 19)}Z`;
}

function setOf(value: unknown): unknown[] {
  return value instanceof Set ? [...value] : [];
}

function listOf(value: unknown): unknown[] | null {
  if (value instanceof Set) return [...value];
  return Array.isArray(value) ? value : null;
}

function numbersOf(value: unknown): number[] {
  return Array.isArray(value) ? value.map(Number) : [];
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}

function isSameSet(one: readonly unknown[], other: readonly unknown[]): boolean {
  return JSON.stringify([...one].sort()) === JSON.stringify([...other].sort());
}

/** Binary values both as the text that they may be, and in hexadecimal. */
function textOf(item: Json): string {
  return JSON.stringify(item, (_, value: unknown) => {
    if (value instanceof Set) return [...value];
    if (!(value instanceof Uint8Array)) return value;
    const bytes = Buffer.from(value);
    return [bytes.toString("latin1"), bytes.toString("hex")];
  });
}
