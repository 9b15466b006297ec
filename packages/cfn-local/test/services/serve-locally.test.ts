import { request } from "node:http";
import { describe, expect, it } from "@jest/globals";
import { serveLocally } from "../../services/serve-locally.ts";

describe("a service for this machine's programs", () => {
  it("answers under its own address alone, so that no page gets at it by another name", async () => {
    let answered = 0;
    const { url, stop } = await serveLocally(async (_request, response) => {
      answered++;
      response.end("secret");
    });
    const { host, port } = new URL(url);
    try {
      expect(await statusUnder(url, host)).toBe(200);
      for (const name of [`rebound.example:${port}`, `localhost:${port}`, "127.0.0.1"]) {
        expect([name, await statusUnder(url, name)]).toEqual([name, 421]);
      }
      expect(answered).toBe(1);
    } finally {
      await stop();
    }
  });
});

function statusUnder(url: string, host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sent.once("error", reject);
    sent.end();
  });
}
