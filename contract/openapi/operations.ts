import type { Config } from "../../core/config/config.ts";
import { type KeyRoute, managementAccess } from "../../functions/management/routes.ts";
import { accountOperations } from "./operations/accounts.ts";
import { explainOperations } from "./operations/explain.ts";
import { importOperations } from "./operations/import.ts";
import { keySecretOperations } from "./operations/key-secrets.ts";
import { keyOperations } from "./operations/keys.ts";
import { leakOperations } from "./operations/leaks.ts";
import { publicOperations } from "./operations/public.ts";
import { serviceOperations } from "./operations/service.ts";
import { type Parts, partsFor } from "./parts.ts";
import { roleRefusals } from "./refusals.ts";
import { managementSecurity } from "./security.ts";
import type { ManagementOperations, Operations } from "./types.ts";

function allKeyOperations(parts: Parts): ManagementOperations<KeyRoute> {
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
    ...withAccess(accountOperations(parts)),
    ...withAccess(allKeyOperations(parts)),
    ...withAccess(serviceOperations(parts)),
  };
}

/** Describes who may call each, as the routes' declaration has it. */
function withAccess(operations: ManagementOperations): Operations {
  return Object.fromEntries(
    Object.entries(operations).map(([route, operation]) => {
      const access = managementAccess[route];
      if (!access) throw new Error(`nothing says who may call ${route}`);
      const responses = { ...operation.responses, ...roleRefusals(access) };
      return [route, { ...operation, security: managementSecurity(access), responses }];
    }),
  );
}
