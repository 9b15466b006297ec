import type { KeyRoute } from "../../functions/management/routes.ts";
import { accountOperations } from "./operations/accounts.ts";
import { explainOperations } from "./operations/explain.ts";
import { importOperations } from "./operations/import.ts";
import { keySecretOperations } from "./operations/key-secrets.ts";
import { keyOperations } from "./operations/keys.ts";
import { publicOperations } from "./operations/public.ts";
import type { Operations } from "./types.ts";

const allKeyOperations: Operations<KeyRoute> = {
  ...keyOperations,
  ...keySecretOperations,
  ...importOperations,
  ...explainOperations,
};

/** Every operation by its route. A route that lacks one does not compile. */
export const operations: Operations = {
  ...publicOperations,
  ...accountOperations,
  ...allKeyOperations,
};
