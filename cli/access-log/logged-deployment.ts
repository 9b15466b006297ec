import type { Connection } from "../deployment/connect.ts";
import type { Deployment } from "../deployment/deployment.ts";
import { CliError } from "../exit-code.ts";

/** @throws CliError if only an address is known, and so no access log */
export function loggedDeployment({ deployment }: Connection): Deployment {
  if (deployment) return deployment;
  throw new CliError(
    "misuse",
    "Requests of a key are looked up in the access logs of a stage. Pass --stage.",
  );
}
