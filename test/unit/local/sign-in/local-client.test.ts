import { describe, expect, it } from "@jest/globals";
import { localClient } from "../../../../local/sign-in/local-client.ts";

const deployed = "https://d111111abcdef8.cloudfront.net";
const client = {
  clientId: "client",
  scopes: ["openid"],
  callbackUrls: [
    `${deployed}/app/settings/api-keys`,
    "http://localhost:3000/app/settings/api-keys",
  ],
  logoutUrls: [`${deployed}/app/settings/api-keys`],
  accessTokenSeconds: 900,
  idTokenSeconds: 900,
  refreshTokenSeconds: 43_200,
  rotationGraceSeconds: 10,
};

describe("the page's client, served here", () => {
  it("has this run's address in the place of the distribution's, each once", () => {
    expect(localClient(client, deployed, 3000)).toEqual({
      ...client,
      callbackUrls: [
        "http://127.0.0.1:3000/app/settings/api-keys",
        "http://localhost:3000/app/settings/api-keys",
      ],
      logoutUrls: [
        "http://127.0.0.1:3000/app/settings/api-keys",
        "http://localhost:3000/app/settings/api-keys",
      ],
    });
  });

  it("has this run's address first, wherever the template has it", () => {
    const { callbackUrls } = localClient(
      { ...client, callbackUrls: client.callbackUrls.toReversed() },
      deployed,
      4000,
    );
    expect(callbackUrls).toEqual([
      "http://127.0.0.1:4000/app/settings/api-keys",
      "http://localhost:4000/app/settings/api-keys",
      "http://localhost:3000/app/settings/api-keys",
    ]);
  });

  it("keeps what begins like the distribution's address and is another host", () => {
    const foreign = { ...client, callbackUrls: [`${deployed}.example.com/app`], logoutUrls: [] };
    expect(localClient(foreign, deployed, 3000)).toEqual(foreign);
  });

  it("is as the template has it where there is no distribution", () => {
    expect(localClient(client, undefined, 3000)).toEqual(client);
  });
});
