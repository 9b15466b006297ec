import { once } from "node:events";
import { createServer } from "node:http";
import { expect, it } from "@jest/globals";
import { getJson } from "../../../functions/oidc/get-json.ts";
import { ample } from "../../support/deadlines.ts";

/** May use the network within this machine: the server is one of its own. */
it("nothing more is read of an answer that is not 200, so that it does not outlast the request", async () => {
  const server = createServer((_, response) => {
    // Its body has no end.
    response.writeHead(500).write("…");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const closed = new Promise<void>((resolve) => {
    server.once("connection", (socket) => socket.once("close", () => resolve()));
  });
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  await expect(getJson(new URL(`http://127.0.0.1:${port}`), ample)).rejects.toThrow("HTTP 500");
  await closed;
  server.close();
});
