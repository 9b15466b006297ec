import type { JSONWebKeySet } from "jose";
import { IssuerFault } from "./issuer-fault.ts";
import { usableKeys } from "./usable-keys.ts";

/** Fetches a JSON document in the time that a request has. */
type Fetch = (url: URL) => Promise<unknown>;

/**
 * Fetches an issuer's keys from where its metadata says that they are. Of both documents only what
 * is needed is read: other members may be whatever they are.
 *
 * @throws IssuerFault where a document cannot be had or is not what the standard says
 * @see https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfig
 */
export async function discoverKeySet(issuer: string, getJson: Fetch): Promise<JSONWebKeySet> {
  const metadataUrl = parseSecureUrl(
    `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`,
  );
  const metadata = await getDocument(metadataUrl, getJson);
  // "MUST be identical": else another issuer's metadata could stand in for this one's.
  if (metadata.issuer !== issuer) throw fault(metadataUrl, "names another issuer");
  const keysUrl = parseSecureUrl(metadata.jwks_uri);
  if (keysUrl.protocol !== metadataUrl.protocol) throw fault(metadataUrl, "names keys without TLS");
  const { keys: entries } = await getDocument(keysUrl, getJson);
  if (!Array.isArray(entries)) throw fault(keysUrl, "has no list of keys");
  const keys = await usableKeys(entries);
  if (keys.length === 0) throw fault(keysUrl, "has no key that can verify a signature");
  return { keys };
}

async function getDocument(url: URL, getJson: Fetch): Promise<Record<string, unknown>> {
  const document = await getJson(url).catch((cause: unknown) => {
    throw new IssuerFault(`${url} could not be fetched`, { cause });
  });
  if (!isRecord(document)) throw fault(url, "is no JSON object");
  return document;
}

/** TLS is what makes the keys the issuer's, so it may only be missing within one machine. */
function parseSecureUrl(text: unknown): URL {
  if (typeof text !== "string" || !URL.canParse(text)) {
    throw new IssuerFault("the issuer or the place of its keys is no URL");
  }
  const url = new URL(text);
  const isLoopback = url.protocol === "http:" && loopbackHosts.has(url.hostname);
  if (url.protocol !== "https:" && !isLoopback) throw fault(url, "must be https");
  return url;
}

const loopbackHosts = new Set(["127.0.0.1", "[::1]", "localhost"]);

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function fault(url: URL, problem: string): IssuerFault {
  return new IssuerFault(`${url} ${problem}`);
}
