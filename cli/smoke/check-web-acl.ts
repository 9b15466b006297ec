import { errors } from "../../core/errors.ts";
import { type Check, type Finding, faultsOf } from "./check.ts";
import type { FloodedWebAcl, House } from "./house.ts";

const atOnce = 20;
/** AWS WAF: "Usually, this delay is below 30 seconds", but "up to several minutes" are possible. */
const longestDelaySeconds = 180;
/** The window of the rule, and the delay. */
const longestBlockSeconds = 60 + longestDelaySeconds;
const pauseSeconds = 2;

/** The web ACL's refusal: API Gateway's WAF_FILTERED, or the same form from the edge. */
const blocked = {
  status: 403,
  body: { error: errors.forbidden.message, code: errors.forbidden.code },
};

export const webAclCheck: Check = {
  name: "the web ACL acts before the authorizer",
  async run(house) {
    const { webAcl } = house.options;
    if (webAcl === undefined) {
      return { skipped: "there is no web ACL with a rate, or no --stage was given" };
    }
    if (webAcl === "untried") {
      return { skipped: "--web-acl tries it, and blocks this address for a minute or two" };
    }
    return tryWebAcl(house, webAcl);
  },
};

async function tryWebAcl(house: House, webAcl: FloodedWebAcl): Promise<Finding> {
  const { key } = await house.newKey();
  const actedAfter = await secondsUntilBlocked(house, webAcl);
  if (actedAfter === undefined) {
    return { faults: [`no request was blocked within ${longestDelaySeconds} s`] };
  }
  const faults = [
    ...faultsOf("no credential", await askAnonymously(house), blocked),
    ...faultsOf("operator token", await house.manage("GET", house.accountPath), blocked),
    ...faultsOf("public API", await house.call("/v1/verify", key), { status: 200 }),
  ];
  const endedAfter = await secondsUntil(house, webAcl, 401, longestBlockSeconds);
  if (endedAfter === undefined) faults.push(`still blocked after ${longestBlockSeconds} s`);
  const measured = `blocked after ${actedAfter} s, let through again after ${endedAfter ?? "–"} s`;
  return { faults, measured };
}

/** Sends twice what is let through in a minute at once, and then only looks. */
async function secondsUntilBlocked(
  house: House,
  webAcl: FloodedWebAcl,
): Promise<number | undefined> {
  for (let sent = 0; sent < 2 * webAcl.perMinute; sent += atOnce) {
    const answers = await Promise.all(Array.from({ length: atOnce }, () => askAnonymously(house)));
    if (answers.some(({ status }) => status === 403)) return 0;
  }
  return secondsUntil(house, webAcl, 403, longestDelaySeconds);
}

async function secondsUntil(
  house: House,
  { wait }: FloodedWebAcl,
  wanted: number,
  longestSeconds: number,
): Promise<number | undefined> {
  for (let seconds = 0; seconds <= longestSeconds; seconds += pauseSeconds) {
    if ((await askAnonymously(house)).status === wanted) return seconds;
    await wait(pauseSeconds * 1000);
  }
  return undefined;
}

function askAnonymously(house: House) {
  const { managementApi: base } = house.options.addresses;
  return house.call(`/manage/v1${house.accountPath}`, undefined, { base });
}
