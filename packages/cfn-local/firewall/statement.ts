import { BlockList, isIPv4 } from "node:net";
import { posix } from "node:path";
import { type HttpRequest, headerValues } from "../gateway/message.ts";
import { StartError } from "../start-error.ts";
import type { AddressSet, ByteMatch, NestableStatement } from "../template/web-acls.ts";

export type Matches = (request: HttpRequest) => boolean;

export interface Resolution {
  readonly addressSets: ReadonlyMap<string, AddressSet>;
  /** Puts values of secrets in place of references to them. */
  readonly resolve: (text: string) => string;
}

/**
 * The matcher for a statement of AWS WAF.
 *
 * @throws StartError for a reference to an IP set that is not in the template
 */
export function matcherOf(statement: NestableStatement, resolution: Resolution): Matches {
  const {
    ByteMatchStatement: bytes,
    IPSetReferenceStatement: addresses,
    NotStatement: negated,
    AndStatement: all,
  } = statement;
  const parts = [
    bytes && byteMatcher(bytes, resolution),
    addresses && addressMatcher(addresses.Arn, resolution),
    negated && not(matcherOf(negated.Statement, resolution)),
    ...(all?.Statements ?? []).map((each) => matcherOf(each, resolution)),
  ].filter((part) => part !== undefined);
  return (request) => parts.every((matches) => matches(request));
}

function not(matches: Matches): Matches {
  return (request) => !matches(request);
}

/** A header that is not there does not match. */
function byteMatcher(
  { FieldToMatch, PositionalConstraint, SearchString, TextTransformations }: ByteMatch,
  { resolve }: Resolution,
): Matches {
  const wanted = resolve(SearchString);
  const steps = [...TextTransformations].sort((one, other) => one.Priority - other.Priority);
  const isIt = (value: string) => {
    const text = steps.reduce((before, { Type }) => transformations[Type](before), value);
    return isAt[PositionalConstraint](text, wanted);
  };
  if ("UriPath" in FieldToMatch) return ({ path }) => isIt(path);
  const { Name } = FieldToMatch.SingleHeader;
  return ({ headers }) => headerValues(headers, Name).some(isIt);
}

const isAt: Readonly<
  Record<ByteMatch["PositionalConstraint"], (text: string, wanted: string) => boolean>
> = {
  EXACTLY: (text, wanted) => text === wanted,
  STARTS_WITH: (text, wanted) => text.startsWith(wanted),
  CONTAINS: (text, wanted) => text.includes(wanted),
};

/** @see https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statement-transformation.html */
const transformations: Readonly<
  Record<ByteMatch["TextTransformations"][number]["Type"], (text: string) => string>
> = {
  NONE: (text) => text,
  LOWERCASE: (text) => text.toLowerCase(),
  URL_DECODE: (text) =>
    text.replace(/%([0-9a-f]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))),
  // "removing multiple slashes, directory self-references, and directory back-references that are not at
  // the beginning of the input".
  NORMALIZE_PATH: (text) => {
    const [beginning = ""] = /^(\/\.\.(?=\/))*/.exec(text) ?? [];
    return beginning + posix.normalize(text.slice(beginning.length));
  },
};

function addressMatcher(arn: string, { addressSets }: Resolution): Matches {
  const set = addressSets.get(arn);
  if (!set) throw new StartError(`The template refers to the IP set ${arn}, which is not in it.`);
  const list = new BlockList();
  for (const block of set.blocks) {
    const [address = "", bits] = block.split("/");
    list.addSubnet(address, Number(bits), set.family);
  }
  return ({ sourceIp }) => list.check(sourceIp, isIPv4(sourceIp) ? "ipv4" : "ipv6");
}
