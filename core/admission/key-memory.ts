import type { KeyRecord } from "../key/key-record.ts";
import type { AddressList } from "./address-list.ts";
import type { JudgedRules } from "./judge.ts";
import { LruMap } from "./lru-map.ts";
import { RejectedKeys } from "./rejected-keys.ts";

/** A container's memory of a key. It predicts the next write, and refuses. */
export interface RememberedKey {
  readonly record: KeyRecord;
  /** The rules as last read; they are in force if the record names their version. */
  readonly rules: RememberedRules | undefined;
  /** When the table last showed the window to be full, if that was the last that it showed. */
  readonly full: FullWindow | undefined;
  /**
   * From 0 to 3: how often of late someone else had begun a second before this container came to
   * it. At 0 there are no others, as far as is known.
   */
  readonly contention: number;
}

/** The texts of an allow list, three times its size, are not kept. */
export interface RememberedRules extends JudgedRules {
  /** Undefined if there is no allow list. */
  readonly isAllowed: AddressList | undefined;
}

export interface FullWindow {
  /** The second by the container's own clock, which goes on even where the window's is ahead. */
  readonly clockSecond: number;
  /** How often in that second. */
  readonly timesSeen: number;
}

/** Everything that one container has learnt from the table. Nothing in it can admit a request. */
export interface KeyMemory {
  readonly keys: LruMap<RememberedKey>;
  readonly rejected: RejectedKeys;
  /**
   * The second, by the container's clock, in which the table did not have an imported key. It may be
   * imported at any time, so this counts until that second ends.
   */
  readonly unknown: LruMap<number>;
  /**
   * Whether a key that is met for the first time may well have rules. It is then read before it is
   * written; else it is written at once, as most keys are idle and have none.
   */
  expectsRules: boolean;
}

/** @param capacity of each: 2 to 4 KB for a key, 130 bytes for a rejected one (bench/memory) */
export function createKeyMemory(capacity: {
  readonly keys: number;
  readonly rejected: number;
  readonly expectsRules?: boolean;
}): KeyMemory {
  return {
    keys: new LruMap(capacity.keys),
    rejected: new RejectedKeys(capacity.rejected),
    unknown: new LruMap(capacity.keys),
    expectsRules: capacity.expectsRules ?? false,
  };
}
