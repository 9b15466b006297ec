import type { Config } from "../../core/config/config.ts";
import type { KeyRoute } from "../../functions/management/routes.ts";
import { accountOperations } from "./operations/accounts.ts";
import { explainOperations } from "./operations/explain.ts";
import { importOperations } from "./operations/import.ts";
import { keySecretOperations } from "./operations/key-secrets.ts";
import { keyOperations } from "./operations/keys.ts";
import { leakOperations } from "./operations/leaks.ts";
import { publicOperations } from "./operations/public.ts";
import { type Parts, partsFor } from "./parts.ts";
import type { Operations } from "./types.ts";

function allKeyOperations(parts: Parts): Operations<KeyRoute> {
  return {
    ...keyOperations(parts),
    ...keySecretOperations(parts),
    ...importOperations(parts),
    ...explainOperations(parts),
  };
}

/** Every operation by its route. A route that lacks one does not compile. */
export function operationsFor(config: Config): Operations {
  const parts = partsFor(config);
  return {
    ...publicOperations(parts),
    ...leakOperations(parts),
    ...accountOperations(parts),
    ...allKeyOperations(parts),
  };
}
