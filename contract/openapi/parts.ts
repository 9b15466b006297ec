import type { Config } from "../../core/config/config.ts";
import { examplesFor } from "./examples.ts";
import { requestsFor } from "./requests.ts";

/** What the operations of one configuration are described with. */
export function partsFor(config: Config) {
  return { config, examples: examplesFor(config), requests: requestsFor(config) } as const;
}

export type Parts = ReturnType<typeof partsFor>;
