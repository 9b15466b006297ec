import { performance } from "node:perf_hooks";
import { setTimeout } from "node:timers/promises";
import { createManagementApi, type ManagementApi } from "../api/management-api.ts";
import { fetchThroughProxies } from "../network/fetch.ts";
import { findSession, type TokenSource } from "../sign-in/session.ts";
import type { Terminal } from "../terminal.ts";
import { managementAddress } from "./api-address.ts";
import type { Deployment } from "./deployment.ts";
import { findLocalRun } from "./local-run.ts";
import { findOperatorToken } from "./operator-token.ts";
import { findStage } from "./stage.ts";

/** The flags of every command that choose the deployment. */
export interface WhereFlags {
  readonly url?: string | undefined;
  readonly stage?: string | undefined;
}

export interface Connection {
  readonly api: ManagementApi;
  /** Undefined if only an address is known. */
  readonly deployment: Deployment | undefined;
}

const defaultUrl = "http://127.0.0.1:3000";

/**
 * Finds the deployment that the flags name, and the credential for it.
 *
 * @throws CliError if that cannot be known
 */
export async function connect(
  flags: WhereFlags,
  environment: NodeJS.ProcessEnv,
  terminal: Terminal,
): Promise<Connection> {
  const { url, deployment } = await locate(flags, environment, terminal);
  const address = managementAddress(url);
  const credential = await findCredential(environment, address, deployment, terminal);
  const api = createManagementApi({
    address,
    token: credential.token,
    fetch: fetchThroughProxies(environment),
    wait: setTimeout,
    nowMs: () => performance.now(),
    terminal,
  });
  return { api: namingTheToken(api, credential.source, terminal), deployment };
}

interface Credential {
  readonly token: string | TokenSource;
  /** The source, named if the credential is rejected. */
  readonly source: string;
}

/** A token that is given, else somebody's sign-in, which names them; else the deployment's own token. */
async function findCredential(
  environment: NodeJS.ProcessEnv,
  address: string,
  deployment: Deployment | undefined,
  terminal: Terminal,
): Promise<Credential> {
  const session = environment.LATCHKEY_OPERATOR_TOKEN
    ? undefined
    : await findSession(environment, address);
  if (session) return { token: session, source: "your sign-in (latchkey login)" };
  const { text, source } = await findOperatorToken(environment, deployment, terminal);
  return { token: text, source };
}

/** `--url`, else the stage's address, else `LATCHKEY_URL`, else the local run's. */
export async function locate(
  flags: WhereFlags,
  environment: NodeJS.ProcessEnv,
  terminal: Terminal,
): Promise<{ url: string; deployment: Deployment | undefined }> {
  if (flags.stage !== undefined) {
    const deployment = await findStage(flags.stage, environment, terminal);
    return { url: flags.url ?? deployment.apiUrl, deployment };
  }
  const run = await findLocalRun(environment);
  const url = (flags.url ?? environment.LATCHKEY_URL) || run?.apiUrl || defaultUrl;
  // The local run's token must only be sent to the local run.
  const isRun = run !== undefined && managementAddress(url) === managementAddress(run.apiUrl);
  return { url, deployment: isRun ? run : undefined };
}

/** Tokens come from several sources; if one is rejected, the user must know which. */
function namingTheToken(api: ManagementApi, source: string, terminal: Terminal): ManagementApi {
  return {
    async request(call) {
      const response = await api.request(call);
      if (response.status === 401) terminal.note(`The rejected token came from ${source}.`);
      return response;
    },
  };
}
