import { App, Stack } from "aws-cdk-lib/core";
import { buildSite, Latchkey } from "latchkey";

const props = { product: { name: "Adopted" } };
buildSite(props).then((site) => {
  const app = new App({ outdir: "assembly" });
  const stack = new Stack(app, "Adopted", { env: { region: "eu-west-1" } });
  const keys = new Latchkey(stack, "Keys", { ...props, site });
  keys.forward("https://orders.internal.example.com");
  app.synth();
});
