import { generateKeyPair, randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { promisify } from "node:util";
import { serveLocally } from "../../packages/cfn-local/services/serve-locally.ts";
import type { SignInClient } from "../../packages/cfn-local/template/model.ts";
import { importProvider } from "./import-provider.ts";
import { stylesheet } from "./pages.ts";
import { originsOf, providerConfiguration } from "./provider-configuration.ts";
import { signInForm } from "./sign-in-form.ts";
import { signOut } from "./sign-out.ts";
import { createUsers, type User } from "./users.ts";

export interface OpenIdProviderOptions {
  readonly users: readonly User[];
  /** The same for all of them. */
  readonly password: string;
  /** The provider is loaded after this, with some 0.8 s of CPU. Requests wait until then. */
  readonly loadAfter: Promise<unknown>;
  /** Takes a line for each request that failed by a fault of the provider's own. */
  readonly reportFailure: (line: string) => void;
}

export interface OpenIdProvider {
  readonly issuer: string;
  /** Requests wait until the client is known. */
  open(client: SignInClient): void;
  stop(): Promise<void>;
}

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * Lets people sign in on 127.0.0.1, in the place of the template's user pool. The template is read
 * for an issuer, and the issuer's client is in the template: so it listens first and opens later.
 *
 * Its signing key lives as long as the process, like its address.
 */
export async function serveOpenIdProvider(options: OpenIdProviderOptions): Promise<OpenIdProvider> {
  let open: OpenIdProvider["open"] = () => {};
  const opened = new Promise<SignInClient>((resolve) => {
    open = resolve;
  });
  // Concurrent callers share one load; a failed one is repeated.
  let handler: Promise<Handler> | undefined;
  const load = () => {
    handler ??= opened
      .then((client) => createHandler(issuer, client, options))
      .catch((error) => {
        handler = undefined;
        throw error;
      });
    return handler;
  };
  const { url: issuer, stop } = await serveLocally(async (request, response) => {
    try {
      const handle = await load();
      handle(request, response);
    } catch (error) {
      options.reportFailure(`The sign-in could not start: ${String(error)}`);
      response.writeHead(500).end();
    }
  });
  return { issuer, open, stop };
}

async function createHandler(
  issuer: string,
  client: SignInClient,
  options: OpenIdProviderOptions,
): Promise<Handler> {
  await options.loadAfter;
  const [{ Provider, interactionPolicy }, users, signingKey] = await Promise.all([
    importProvider(),
    createUsers(options.users, options.password),
    newSigningKey(),
  ]);
  const cookieKey = randomBytes(32).toString("base64url");
  const provider = new Provider(
    issuer,
    providerConfiguration({ issuer, client, users, signingKey, cookieKey, interactionPolicy }),
  );
  // The message might quote what was sent.
  provider.on("server_error", (_ctx, { name }) => {
    options.reportFailure(`The sign-in failed: ${name}`);
  });
  provider.use(async (ctx, next) => {
    if (ctx.path !== stylesheet.path) return next();
    ctx.type = "css";
    ctx.body = stylesheet.content;
  });
  provider.use(signOut(provider, client));
  provider.use(signInForm(provider, users, originsOf(client.callbackUrls)));
  return provider.callback();
}

async function newSigningKey() {
  const { privateKey } = await promisify(generateKeyPair)("rsa", { modulusLength: 2048 });
  return { ...privateKey.export({ format: "jwk" }), alg: "RS256", use: "sig" };
}
