import { randomBytes } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import type { APIGatewayProxyEvent } from "aws-lambda";
import { createOriginSecret } from "../../../core/store/origin-secret.ts";
import { withViewerAddress } from "../../../functions/management/viewer-address.ts";
import { ample } from "../../support/deadlines.ts";
import { type EventParts, proxyEvent } from "../../support/proxy-event.ts";

const proof = randomBytes(32).toString("base64url");
const edge = "192.0.2.1";
const viewer = "203.0.113.7";

/** @returns the address that use cases then see */
async function addressOf(
  { method = "POST", ...parts }: EventParts,
  isGood = async (presented: string) => presented === proof,
): Promise<string> {
  const seen: APIGatewayProxyEvent[] = [];
  const handle = withViewerAddress({ isGood }, async (event) => {
    seen.push(event);
    return { statusCode: 204, body: "" };
  });
  await handle(proxyEvent({ method, ...parts }), ample);
  return seen.map(({ requestContext }) => requestContext.identity.sourceIp).join();
}

describe("the address of whoever calls", () => {
  it.each([
    ["the viewer's", `${viewer}, ${edge}`, viewer],
    ["the viewer's, of IPv6", `2001:db8::7, ${edge}`, "2001:db8::7"],
    ["not what the viewer claims", `10.0.0.1, 127.0.0.1, ${viewer}, ${edge}`, viewer],
    ["not what the viewer claims, in other spelling", `10.0.0.1,${viewer} ,${edge}`, viewer],
  ])("is, behind the distribution, %s", async (_, forwardedFor, address) => {
    const headers = { "X-Latchkey-Origin-Secret": proof, "X-Forwarded-For": forwardedFor };
    expect(await addressOf({ headers })).toBe(address);
  });

  it.each([
    ["no proof", {}],
    ["a wrong proof", { "X-Latchkey-Origin-Secret": `${proof}x` }],
    ["an empty proof", { "X-Latchkey-Origin-Secret": "" }],
  ])("is the connection's where there is %s, whatever a header says", async (_, headers) => {
    const forwardedFor = { "X-Forwarded-For": `${viewer}, ${edge}` };
    expect(await addressOf({ headers: { ...headers, ...forwardedFor } })).toBe(edge);
  });

  it.each([
    undefined,
    "",
    edge,
    viewer,
    `${viewer}, 198.51.100.9`,
    `${viewer}, ${edge}, `,
    `unknown, ${edge}`,
    `${viewer}:443, ${edge}`,
    `, ${edge}`,
    `<script>, ${edge}`,
  ])("is the connection's where the header is not as both make it: %j", async (forwardedFor) => {
    const headers = {
      "X-Latchkey-Origin-Secret": proof,
      ...(forwardedFor === undefined ? {} : { "X-Forwarded-For": forwardedFor }),
    };
    expect(await addressOf({ headers })).toBe(edge);
  });

  it("is not asked for by what changes nothing, so that works while the secret is out of reach", async () => {
    const headers = { "X-Latchkey-Origin-Secret": proof, "X-Forwarded-For": `${viewer}, ${edge}` };
    const outOfReach = async () => Promise.reject(new Error("out of reach"));
    expect(await addressOf({ method: "GET", headers }, outOfReach)).toBe(edge);
    await expect(addressOf({ method: "DELETE", headers }, outOfReach)).rejects.toThrow("reach");
    expect(await addressOf({ method: "DELETE" }, outOfReach)).toBe(edge);
  });
});

describe("the origin secret", () => {
  const created = (answers: (() => Promise<unknown>)[]) => {
    let calls = 0;
    const call = async () => {
      calls += 1;
      return (answers.shift() ?? (async () => ({ SecretString: proof })))();
    };
    return { ...createOriginSecret(call, "arn:origin-secret", () => 0), callCount: () => calls };
  };

  it("is good if it is the secret, which is read once", async () => {
    const { isGood, prefetch, callCount } = created([]);
    await prefetch(ample);
    expect(await isGood(proof, ample)).toBe(true);
    for (const wrong of ["", proof.slice(1), `${proof} `, proof.toUpperCase()]) {
      expect(await isGood(wrong, ample)).toBe(false);
    }
    expect(callCount()).toBe(1);
  });

  it("fails while Secrets Manager is out of reach, and is good once it is back", async () => {
    const { isGood } = created([async () => Promise.reject(new Error("out of reach"))]);
    await expect(isGood(proof, ample)).rejects.toThrow("out of reach");
    expect(await isGood(proof, ample)).toBe(true);
  });
});
