import type { Actor } from "../event/audit-event.ts";
import { CorruptItemError, type PlainItem } from "./key-record.ts";
import { type Environment, environments, type Metadata } from "./managed-key.ts";

/* The fields of the item that lists a key. Each throws CorruptItemError naming the attribute. */

export function name(item: PlainItem): string {
  return isText(item.name) ? item.name : refuse("name");
}

export function environment(item: PlainItem): Environment {
  return environments.find((one) => one === item.environment) ?? refuse("environment");
}

export function note({ note: value }: PlainItem): string | undefined {
  return value === undefined || isText(value) ? value : refuse("note");
}

export function metadata({ metadata: value }: PlainItem): Metadata {
  return readMetadata(value) ?? refuse("metadata");
}

/** @returns undefined where the value is no metadata; accounts have some, too */
export function readMetadata(value: unknown): Metadata | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const pairs = Object.entries(value).flatMap(([name, content]: [string, unknown]) =>
    typeof content === "string" ? [[name, content] as const] : [],
  );
  return pairs.length === Object.keys(value).length ? Object.fromEntries(pairs) : undefined;
}

export function createdBy({ created_by: value }: PlainItem): Actor {
  return actor(value) ?? refuse("created_by");
}

export function pausedBy({ paused_by: value }: PlainItem): Actor | undefined {
  return value === undefined ? undefined : (actor(value) ?? refuse("paused_by"));
}

function actor(value: unknown): Actor | undefined {
  const { type, subject }: { readonly type?: unknown; readonly subject?: unknown } = Object(value);
  const isKnown = type === "operator" || type === "user";
  return isKnown && (subject === undefined || isText(subject)) ? { type, subject } : undefined;
}

export function updatedAt({ updated_at: value }: PlainItem): number {
  return count(value, "updated_at");
}

export function rotatedAt({ rotated_at: value }: PlainItem): number | undefined {
  return value === undefined ? undefined : count(value, "rotated_at");
}

/** The version of the key at its last change. */
export function version({ version: value }: PlainItem): number {
  return count(value, "version");
}

function count(value: unknown, attribute: string): number {
  const isCount = typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
  return isCount ? value : refuse(attribute);
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

function refuse(attribute: string): never {
  throw new CorruptItemError(`key details: ${attribute} is missing or malformed`);
}
