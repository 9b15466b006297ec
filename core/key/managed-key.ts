import type { Actor } from "../event/audit-event.ts";
import type { KeyRecord } from "./key-record.ts";
import type { KeyRules } from "./key-rules.ts";

export const environments = ["development", "staging", "production"] as const;
export type Environment = (typeof environments)[number];

/** Names and values that the owner's programs keep with a key or an account. */
export type Metadata = Readonly<Record<string, string>>;

/** The fields of a key that people and their programs read, and that judge no request. */
export interface KeyDetails {
  readonly name: string;
  readonly environment: Environment;
  readonly note: string | undefined;
  readonly metadata: Metadata;
  readonly createdBy: Actor;
  /** Who paused the key; undefined while it is not paused. */
  readonly pausedBy: Actor | undefined;
  /** When someone last changed the key: Unix time in whole seconds. */
  readonly updatedAt: number;
  /** When its secret was last replaced, likewise; undefined if it never was. */
  readonly rotatedAt: number | undefined;
}

/** A whole key, as the management API knows it. Its fields are declared in fields.ts. */
export interface ManagedKey extends KeyRecord, KeyDetails, KeyRules {}
