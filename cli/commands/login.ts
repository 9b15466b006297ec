import { performance } from "node:perf_hooks";
import { setTimeout } from "node:timers/promises";
import { Command } from "commander";
import { signInPorts } from "../../core/config/terminal-sign-in.ts";
import { succeed } from "../api/api-response.ts";
import { createManagementApi } from "../api/management-api.ts";
import { caller } from "../api/objects.ts";
import {
  type CommandContext,
  type CommonFlags,
  printResult,
  withCommonFlags,
} from "../command-context.ts";
import { managementAddress } from "../deployment/api-address.ts";
import { locate } from "../deployment/connect.ts";
import { CliError } from "../exit-code.ts";
import { fetchThroughProxies } from "../network/fetch.ts";
import { showCaller } from "../output/show-caller.ts";
import { callingIssuer, discoverIssuer, loadLibrary, signInOf } from "../sign-in/issuer-client.ts";
import { listenOnLoopback } from "../sign-in/loopback.ts";
import { openBrowser } from "../sign-in/open-browser.ts";
import { findSignInSettings, type SignInSettings } from "../sign-in/settings.ts";
import { readSignIn, type SignIn, signInFile, writeSignIn } from "../sign-in/sign-in-file.ts";

/** Time enough for a password manager and a second factor. */
const signInMs = 5 * 60 * 1000;

interface LoginFlags extends CommonFlags {
  readonly browser: boolean;
}

const afterHelp = `
Opens a browser. Your token is kept in a file that only you can read, below
LATCHKEY_CONFIG_DIR or your configuration directory (~/.config/latchkey), for
the address that you name, until you log out.
--url needs no AWS credentials if the deployment has the settings page.`;

export function loginCommand(context: CommandContext): Command {
  const command = new Command("login")
    .description("sign in as an operator, so that what you do is in your name")
    .option("--no-browser", "only print the address to open")
    .addHelpText("after", afterHelp);
  return withCommonFlags(command).action(async (flags: LoginFlags) => {
    const { environment, terminal } = context;
    const { url, deployment } = await locate(flags, environment, terminal);
    const address = managementAddress(url);
    const fetch = fetchThroughProxies(environment);
    const settings = await findSignInSettings(deployment, address, fetch);
    const signIn = await signInWith(settings, flags, context);
    const who = await whoIs(signIn, address, context);
    await writeSignIn(signInFile(environment), address, signIn);
    printResult(who, flags, context, showCaller);
  });
}

export function logoutCommand(context: CommandContext): Command {
  const command = new Command("logout").description(
    "forget your sign-in, and end it at the issuer",
  );
  return withCommonFlags(command).action(async (flags: CommonFlags) => {
    const { environment, terminal } = context;
    const { url } = await locate(flags, environment, terminal);
    const address = managementAddress(url);
    const path = signInFile(environment);
    const signIn = await readSignIn(path, address);
    if (signIn) await writeSignIn(path, address, undefined);
    // Forgotten in any case: a token that was not ended expires.
    if (signIn?.refreshToken) await endAtIssuer(signIn, signIn.refreshToken, context);
    terminal.note(signIn ? `Signed out of ${address}.` : `Nobody was signed in to ${address}.`);
  });
}

/** Authorization code with PKCE over a loopback address: RFC 8252. */
async function signInWith(
  settings: SignInSettings,
  { browser }: LoginFlags,
  { environment, terminal }: CommandContext,
): Promise<SignIn> {
  const { issuer, scope, audience } = settings;
  const configuration = await discoverIssuer(settings, environment);
  const client = await loadLibrary();
  const [verifier, state] = [client.randomPKCECodeVerifier(), client.randomState()];
  const loopback = await listenOnLoopback(signInPorts);
  try {
    const request = client.buildAuthorizationUrl(configuration, {
      redirect_uri: loopback.redirectUri,
      scope,
      state,
      code_challenge: await client.calculatePKCECodeChallenge(verifier),
      code_challenge_method: "S256",
      ...(audience === "" ? {} : { audience }),
    });
    terminal.note(`Sign in with a browser on this machine:\n\n${request.href}\n`);
    if (browser && terminal.canAsk) openBrowser(request);
    const redirected = await loopback.redirected(state, signInMs);
    const tokens = await callingIssuer(issuer, () =>
      client.authorizationCodeGrant(configuration, redirected, {
        pkceCodeVerifier: verifier,
        expectedState: state,
      }),
    );
    return signInOf(settings, tokens, Math.floor(Date.now() / 1000));
  } finally {
    loopback.close();
  }
}

/** @throws CliError if the person is no operator */
async function whoIs(
  { accessToken }: SignIn,
  address: string,
  { environment, terminal }: CommandContext,
): Promise<unknown> {
  const api = createManagementApi({
    address,
    token: accessToken,
    fetch: fetchThroughProxies(environment),
    wait: setTimeout,
    nowMs: () => performance.now(),
    terminal,
  });
  const who = succeed(await api.request({ method: "GET", path: "/me" }));
  const { subject, type } = caller.parse(who);
  if (type === "operator") return who;
  throw new CliError(
    "refused",
    `You signed in as ${subject}, who has no operator role. An admin can give you one; then run latchkey login again.`,
  );
}

async function endAtIssuer(
  signIn: SignIn,
  refreshToken: string,
  { environment, terminal }: CommandContext,
): Promise<void> {
  try {
    const configuration = await discoverIssuer(signIn, environment);
    const client = await loadLibrary();
    await client.tokenRevocation(configuration, refreshToken);
  } catch {
    terminal.note("The issuer could not be told: there, the sign-in ends by itself.");
  }
}
