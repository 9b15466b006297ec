import { type Call, callsOf } from "./calls.ts";
import type { History, Violation } from "./exchange.ts";
import { entriesOf, type Listing, listingsOf } from "./listings.ts";
import { anything, keyRegister, registersOf } from "./registers.ts";

/** I5: a listing is exactly what was created, newest first, at every page size. */
export function checkListings(history: History): Violation[] {
  const calls = callsOf(history);
  return [
    ...listingsOf(history, "listKeys").flatMap((listing) => {
      const ofAccount = calls.filter(({ accountId }) => accountId === listing.accountId);
      const made = ofAccount.filter(isMaking).filter(isDone);
      return violationsIn(listing, [
        ...differences(
          listing,
          made,
          "id",
          isWanted(history, listing),
          countUnknown(ofAccount, isMaking, listing),
        ),
        ...orderFaults(listing, made),
        ...pageFaults(listing),
      ]);
    }),
    ...listingsOf(history, "listAccounts").flatMap((listing) => {
      const made = calls.filter((call) => isMakingAccount(call) && isDone(call));
      // Accounts that this history did not make are others'.
      return violationsIn(listing, [
        ...differences(listing, made, "account_id", () => "certain", Number.POSITIVE_INFINITY),
        ...pageFaults(listing),
      ]);
    }),
  ];
}

type Presence = "certain" | "possible" | "impossible";

function isMaking({ operation }: Call): boolean {
  return operation === "createKey" || operation === "importKey";
}

function isMakingAccount({ operation, answer }: Call): boolean {
  return operation === "putAccount" && answer.object === "account";
}

function isDone({ outcome }: Call): boolean {
  return outcome === "done";
}

function countUnknown(
  calls: readonly Call[],
  isMeant: (call: Call) => boolean,
  { endMs }: Listing,
): number {
  return calls.filter(
    (call) => isMeant(call) && call.outcome === "unknown" && call.exchange.startMs <= endMs,
  ).length;
}

/** Whether a key belongs into a listing, by its filter. */
function isWanted(history: History, listing: Listing): (keyId: string) => Presence {
  const filter = listing.query.get("is_active");
  return (keyId) => {
    if (filter === null) return "certain";
    const writes = registersOf(history).possible(keyRegister(keyId, "is_active"), listing);
    const values = writes.map(({ value }) => (value === anything ? anything : String(value)));
    if (!values.includes(filter) && !values.includes(anything)) return "impossible";
    return values.every((value) => value === filter) ? "certain" : "possible";
  };
}

function differences(
  listing: Listing,
  made: readonly Call[],
  idField: string,
  presence: (id: string) => Presence,
  unknown: number,
): string[] {
  const listed = listing.entries.map((entry) => String(entry[idField]));
  const idOf = ({ answer }: Call) => String(answer[idField]);
  const known = new Set(made.map(idOf));
  const missing = made
    .filter((call) => call.exchange.endMs < listing.startMs && presence(idOf(call)) === "certain")
    .map(idOf)
    .filter((id) => !listed.includes(id));
  const strangers = listed.filter((id) => !known.has(id));
  const early = made.filter(
    (call) =>
      !call.isReplayed && call.exchange.startMs > listing.endMs && listed.includes(idOf(call)),
  );
  return [
    ...missing.map((id) => `${id} is not listed`),
    ...early.map((call) => `${idOf(call)} is listed before it was made`),
    ...listed
      .filter((id) => known.has(id) && presence(id) === "impossible")
      .map((id) => `${id} is listed against the filter`),
    ...(new Set(listed).size === listed.length ? [] : ["something is listed twice"]),
    ...(strangers.length <= unknown ? [] : [`${strangers.length} are listed that nobody made`]),
  ];
}

/** Whatever was surely made later is listed first. */
function orderFaults({ entries }: Listing, made: readonly Call[]): string[] {
  const makings = new Map<string, Call[]>();
  for (const call of made) makings.set(call.keyId, [...(makings.get(call.keyId) ?? []), call]);
  // A repeated request says of the key only that it was made by then.
  const times = entries.flatMap(({ id }) => {
    const first = makings.get(String(id))?.find(({ isReplayed }) => !isReplayed);
    return first ? [{ id, startMs: first.exchange.startMs, endMs: first.exchange.endMs }] : [];
  });
  return times.flatMap((newer, index) => {
    const older = times.slice(index + 1).find(({ startMs }) => startMs > newer.endMs);
    return older ? [`${older.id} was made after ${newer.id} and is listed after it`] : [];
  });
}

function pageFaults({ pages, query }: Listing): string[] {
  const limit = Number(query.get("limit") ?? 20);
  const sizes = pages.map(({ answered }) => entriesOf(JSON.parse(answered?.text ?? "{}")).length);
  const isTooLong = sizes.some((size) => size > limit);
  return isTooLong ? [`a page of ${limit} has ${Math.max(...sizes)} entries`] : [];
}

function violationsIn({ pages, accountId }: Listing, faults: readonly string[]): Violation[] {
  return faults.map((fault) => ({
    invariant: "I5",
    message: `listing of ${accountId || "all accounts"}: ${fault}`,
    exchanges: pages,
  }));
}
