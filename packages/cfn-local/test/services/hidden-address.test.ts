import { createServer } from "node:net";
import { expect, it } from "@jest/globals";
import { hiddenAddress } from "../../services/hidden-address.ts";

// Only Linux takes the whole of 127.0.0.0/8 for its own.
const itOnLinux = process.platform === "linux" ? it : it.skip;

itOnLinux(
  "an address that cannot be guessed is another one each time, and of this machine alone",
  async () => {
    const addresses = await Promise.all(Array.from({ length: 20 }, hiddenAddress));
    const hosts = addresses.map(({ host }) => host);
    expect(new Set(hosts).size).toBe(hosts.length);
    for (const { host, port } of addresses) {
      expect(host).toMatch(/^127\.(?!0\.0\.1$)/);
      const server = createServer();
      await new Promise<void>((resolve, reject) => {
        server.once("error", reject).listen(port, host, resolve);
      });
      await new Promise((resolve) => server.close(resolve));
    }
  },
);
