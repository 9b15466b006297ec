import { randomBytes } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import type { APIGatewayProxyEvent } from "aws-lambda";
import { createRotatedSecret } from "../../../core/store/rotated-secret.ts";
import { withViewerAddress } from "../../../functions/management/viewer-address.ts";
import { ample } from "../../support/deadlines.ts";
import { type EventParts, proxyEvent } from "../../support/proxy-event.ts";

const proof = randomBytes(32).toString("base64url");
const edge = "192.0.2.1";
const viewer = "203.0.113.7";

/** @returns the address that use cases then see */
async function addressOf(
  { method = "POST", ...parts }: EventParts,
  accept = async (presented: string) => presented === proof,
): Promise<string> {
  const seen: APIGatewayProxyEvent[] = [];
  const handle = withViewerAddress({ accept }, async (event) => {
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

describe("a secret that can be rotated", () => {
  const created = (answers: ((stage: string) => Promise<unknown>)[]) => {
    let nowEpochMs = 0;
    let answer = answers.shift();
    const call = async (_operation: string, input: object) => answer?.(Object(input).VersionStage);
    const secret = createRotatedSecret(call, "arn:origin-secret", () => nowEpochMs);
    const next = (laterMs: number) => {
      nowEpochMs += laterMs;
      answer = answers.shift();
    };
    return { ...secret, next };
  };
  const stages = (current: string, previous: string) => async (stage: string) => ({
    SecretString: stage === "AWSCURRENT" ? current : previous,
  });
  const older = randomBytes(32).toString("base64url");

  it("is the value in use or the one before it, and no other", async () => {
    const { accept, prefetch } = created([stages(proof, older)]);
    await prefetch(ample);
    expect(await accept(proof, ample)).toBe(true);
    expect(await accept(older, ample)).toBe(true);
    for (const wrong of ["", proof.slice(1), `${proof} `, proof.toUpperCase()]) {
      expect(await accept(wrong, ample)).toBe(false);
    }
  });

  it("is the new value as soon as that is presented", async () => {
    const newest = randomBytes(32).toString("base64url");
    const { accept, next } = created([stages(proof, older), stages(newest, proof)]);
    expect(await accept(proof, ample)).toBe(true);
    next(1);
    expect(await accept(newest, ample)).toBe(true);
    expect(await accept(older, ample)).toBe(false);
    expect(await accept(proof, ample)).toBe(true);
  });

  it("fails while Secrets Manager is out of reach, and is good once it is back", async () => {
    const outOfReach = async () => Promise.reject(new Error("out of reach"));
    const { accept, next } = created([outOfReach, stages(proof, older)]);
    await expect(accept(proof, ample)).rejects.toThrow("out of reach");
    next(1);
    expect(await accept(proof, ample)).toBe(true);
  });
});
