import * as z from "zod";
import type { RoundTrips } from "../database/round-trips.ts";
import type { Asked } from "../verifier.ts";

/** The settings of a contestant's containers; they can be sent to another process. */
export const preparedSchema = z.object({
  tableName: z.string(),
  /** Live keys, whole, each with the wanted limit. */
  keys: z.array(z.string()),
  limitPerMinute: z.number(),
  /** The contestant's own secret, where it has one. */
  secret: z.string(),
});

export type Prepared = Readonly<z.infer<typeof preparedSchema>>;

/** The state of one process of a service: clients, memory. */
export interface Container {
  readonly trips: RoundTrips;
  /** Presents a key once. @returns whether the request is let through */
  check(key: string, asked?: Asked): Promise<boolean>;
}

/** A way of checking an API key with a rate limit against DynamoDB. */
export interface Contestant {
  readonly name: string;
  /** The scope of one check: contestants differ in it. */
  readonly covers: string;
  /** Gets what is not among this project's own packages. @throws if that cannot be reached */
  install?(): void;
  /** Makes a table with so many keys. @param secret its own; one made for this run if absent */
  prepare(
    endpoint: string,
    keys: number,
    limitPerMinute: number,
    secret?: string,
  ): Promise<Prepared>;
  /** @param nowEpochMs for those that take a clock; the others read `Date` */
  open(endpoint: string, prepared: Prepared, nowEpochMs: () => number): Promise<Container>;
}
