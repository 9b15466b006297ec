import { Fields } from "./fields.ts";

/** The refused requests of a UTC day, as the access log has them. Days without any are left out. */
export interface RefusedDay {
  /** `2026-11-22` */
  readonly date: string;
  /** How many, by reason. */
  readonly reasons: readonly (readonly [string, number])[];
}

/** A key's refusals, and whose they are. */
export interface KeyRefusals {
  readonly keyId: string;
  readonly days: readonly RefusedDay[];
}

/** @param value a key with its refusals @throws UnexpectedResponse */
export function parseKeyRefusals(value: unknown): KeyRefusals {
  const key = new Fields(value);
  const days = key.object("refusals").list("days", (entry) => {
    const day = new Fields(entry);
    return { date: day.text("date"), reasons: day.object("reasons").integers() };
  });
  return { keyId: key.text("id"), days };
}
