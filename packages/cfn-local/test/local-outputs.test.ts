import { expect, it } from "@jest/globals";
import { localOutputs } from "../local-outputs.ts";
import { readProduct } from "../template/product.ts";
import { writeAssembly } from "./support/assembly.ts";
import { siteFiles, siteResources } from "./support/site-template.ts";
import { testBundles, testTemplate } from "./support/template.ts";

const domainName = { "Fn::GetAtt": ["Distribution", "DomainName"] };
const outputs = {
  Url: { Value: { "Fn::Join": ["", ["https://", domainName]] } },
  PageUrl: { Value: { "Fn::Join": ["", ["https://", domainName, "/app"]] } },
  DomainName: { Value: domainName },
  Other: { Value: { "Fn::Join": ["", ["https://", domainName, ".example.com"]] } },
};

it("gives the local address for the distribution's, where outputs have it as a URL", async () => {
  const template = { ...testTemplate(siteResources()), Outputs: outputs };
  const product = await readProduct(writeAssembly(template, testBundles, siteFiles));
  const domain = product.distribution?.domainName;
  expect(Object.fromEntries(localOutputs(product, "http://127.0.0.1:3000"))).toEqual({
    Url: "http://127.0.0.1:3000",
    PageUrl: "http://127.0.0.1:3000/app",
    DomainName: domain,
    Other: `https://${domain}.example.com`,
  });
});

it("changes nothing where there is no distribution", async () => {
  const product = await readProduct(writeAssembly(testTemplate(), testBundles));
  expect(localOutputs(product, "http://127.0.0.1:3000")).toBe(product.outputs);
});
