import { BlockList, isIP } from "node:net";
import * as z from "zod";

/** Text that fits a grammar, refused with a rule in words whatever is wrong. */
export function text(grammar: RegExp, rule: string) {
  return z.string(rule).regex(grammar, rule);
}

export function integer(greatest: number) {
  const rule = `must be an integer from 1 to ${greatest}`;
  return z.int(rule).min(1, rule).max(greatest, rule);
}

/** Characters that need no escaping in a header or an error message: `models:read`. */
export const scopeNameGrammar = /^(?=.{1,50}$)[a-z][a-z0-9_.-]*(:[a-z0-9_.-]+)*$/;

/** A host name in lower case. */
export const domainGrammar =
  /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]*[a-z0-9])$/;
/** A certificate in the region from which CloudFront takes them. */
export const certificateGrammar = /^arn:aws:acm:us-east-1:[0-9]{12}:certificate\/[0-9A-Za-z-]+$/;
/** "Hosted zone ID": Amazon Route 53 API reference. */
export const hostedZoneIdGrammar = /^[A-Z0-9]{1,32}$/;
export const topicGrammar = /^arn:aws[a-z-]*:sns:[a-z0-9-]+:[0-9]{12}:[\w-]{1,256}$/;
export const policyGrammar = /^arn:aws[a-z-]*:iam::([0-9]{12}|aws):policy\/[\w+=,.@/-]{1,512}$/;
/** Amazon Cognito API reference, UserPoolType, Id; it begins with the pool's region. */
export const userPoolIdGrammar = /^[a-z]{2}(-[a-z]+)+-[0-9]_[0-9A-Za-z]{1,45}$/;
/** RFC 6749, section 3.3. */
export const scopeGrammar = /^[!#-[\]-~]+( [!#-[\]-~]+)*$/;
/** Characters of client ids that need no escaping in a page or a URL. */
export const clientIdGrammar = /^[\w.~:@/-]{1,256}$/;
/** Long enough to tell one product's keys from another's; visible in headers, so plain characters. */
export const importedPrefixGrammar = /^[A-Za-z0-9_-]{3,32}$/;
/** Amazon DynamoDB API reference, CreateTable, TableName. */
export const tableNameGrammar = /^[A-Za-z0-9_.-]{3,255}$/;
export const streamGrammar =
  /^arn:aws[a-z-]*:dynamodb:[a-z0-9-]+:[0-9]{12}:table\/[A-Za-z0-9_.-]{3,255}\/stream\/[0-9A-Za-z:.-]+$/;
export const regionGrammar = /^[a-z]{2}(-[a-z]+)+-[0-9]$/;
export const accountGrammar = /^[0-9]{12}$/;
export const greatestAuditDays = 3650;

/** OpenID Connect Core, section 2: "https scheme … and no query or fragment components". */
export function isIssuerUrl(url: string): boolean {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  return parsed?.protocol === "https:" && !/[?#@\s]/.test(url);
}

/** An IPv4 or IPv6 address, or a CIDR block of less than all addresses. */
export function isAddressOrBlock(text: string): boolean {
  const [address = "", bits, ...rest] = text.split("/");
  const version = address.includes("%") ? 0 : isIP(address);
  if (version === 0 || rest.length > 0) return false;
  if (bits === undefined) return true;
  if (!/^[1-9][0-9]{0,2}$/.test(bits) || Number(bits) > (version === 4 ? 32 : 128)) return false;
  if (version === 4 || bits !== "96") return true;
  // `::ffff:0:0/96` has all IPv4 addresses.
  const block = new BlockList();
  block.addSubnet(address, 96, "ipv6");
  return !block.check("::ffff:0:0", "ipv6");
}

export function isScope(scope: string): boolean {
  return scopeGrammar.test(scope) && scope.split(" ").includes("openid");
}

/** Amazon Cognito API reference, CreateUserPoolClient, CallbackURLs. */
export function isCallbackUrl(url: string): boolean {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const isLocal = parsed?.protocol === "http:" && parsed.hostname === "localhost";
  return (parsed?.protocol === "https:" || isLocal) && !/[#\s]/.test(url);
}
