import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import ipaddr from "ipaddr.js";
import {
  endpointsFrom,
  endpointsVariable,
  urlFault,
  wants,
} from "../../../../core/webhook/endpoint.ts";
import { isPublicAddress } from "../../../../core/webhook/public-address.ts";

const privateAddresses = [
  "127.0.0.1",
  "127.255.255.254",
  "0.0.0.0",
  "10.1.2.3",
  "172.16.0.1",
  "172.31.255.255",
  "192.168.1.1",
  "169.254.169.254",
  "100.64.0.1",
  "192.0.0.192",
  "198.18.0.1",
  "224.0.0.1",
  "255.255.255.255",
  "::1",
  "::",
  "fd00:ec2::254",
  "fc00::1",
  "fe80::1",
  "fec0::1",
  "ff02::1",
  "::ffff:127.0.0.1",
  "::ffff:10.0.0.1",
  "::ffff:8.8.8.8",
  "::7f00:1",
  "64:ff9b::7f00:1",
  "64:ff9b:1::1",
  "2002:7f00:1::",
  "2001::1",
  "2001:db8::1",
  "100::1",
  "not an address",
  "",
  "fe80::1%eth0",
];
const publicAddresses = ["8.8.8.8", "1.1.1.1", "172.15.0.1", "172.32.0.1", "2606:4700:4700::1111"];

describe("a public address", () => {
  it.each(privateAddresses)("is not %s", (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it.each(publicAddresses)("may be %s", (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  it("is one that ipaddr.js takes for unicast, at the least", () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (address) => {
        if (isPublicAddress(address)) expect(ipaddr.parse(address).range()).toBe("unicast");
      }),
    );
  });
});

describe("the URL of a webhook endpoint", () => {
  it.each([
    ...privateAddresses.filter((one) => one.includes(".") && !one.includes(":")),
    "2130706433",
    "0x7f.1",
    "0177.0.0.1",
    "127.1",
    "[::1]",
    "[::ffff:127.0.0.1]",
    "[fd00:ec2::254]",
    "[fe80::1]",
    "localhost",
    "localhost.",
    "LOCALHOST",
    "a.localhost",
    "receiver",
    "printer.local",
    "api.internal",
    "router.home.arpa",
  ])("is refused at %s, unless private addresses are allowed", (host) => {
    const url = `https://${host}/hook`;
    expect(urlFault({ url })).toBe("must be at a public address, unless allowPrivate is true");
    expect(urlFault({ url, allowPrivate: true })).toBeUndefined();
  });

  it.each([
    "https://hooks.example.com/latchkey",
    "https://example.com/latchkey",
    "https://example.com./latchkey",
    "https://8.8.8.8/",
    "https://[2606:4700:4700::1111]:8443/x?y=z",
  ])("may be %s", (url) => {
    expect(urlFault({ url })).toBeUndefined();
  });

  it("is https, unless private addresses are allowed", () => {
    const url = "http://hooks.example.com/";
    expect(urlFault({ url })).toBe("must be an https URL");
    expect(urlFault({ url, allowPrivate: true })).toBeUndefined();
    for (const other of ["ftp://example.com/", "file:///etc/passwd", "example.com", ""]) {
      expect(urlFault({ url: other, allowPrivate: true })).toBe("must be an https or http URL");
    }
  });

  it("has neither user nor fragment", () => {
    for (const url of ["https://u:p@example.com/", "https://example.com/#a"]) {
      expect(urlFault({ url })).toBe("must be a URL without user and fragment");
    }
  });
});

it("an endpoint gets the events that it names, or all", () => {
  const url = "https://example.com/";
  expect(wants({ url }, "key.created")).toBe(true);
  expect(wants({ url, events: ["key.leaked"] }, "key.leaked")).toBe(true);
  expect(wants({ url, events: ["key.leaked"] }, "key.created")).toBe(false);
});

it("the endpoints of a function are those of its environment, or none", () => {
  const endpoints = [{ url: "https://example.com/", events: ["key.leaked"], secretArn: "arn" }];
  expect(endpointsFrom({ [endpointsVariable]: JSON.stringify(endpoints) })).toEqual(endpoints);
  expect(endpointsFrom({})).toEqual([]);
});
