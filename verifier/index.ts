export {
  type AuthorizationHeader,
  createVerifier,
  type RouteCheck,
  type Verifier,
  type VerifyRequest,
} from "./create-verifier.ts";
export type { AwsIdentity, CredentialProvider } from "./credentials.ts";
export type { RouteDemand } from "./demand.ts";
export { VerifierFault } from "./faults.ts";
export { fromEnvironment } from "./from-environment.ts";
export { localRun } from "./local-run.ts";
export type { VerifierConfig, VerifierOptions } from "./options.ts";
export type { Admitted, Refused, Verification } from "./verification.ts";
