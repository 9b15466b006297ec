import { useConfig } from "../config-context.ts";

/** Leads to the owner's support, if one is configured. */
export function SupportLink() {
  const { supportUrl } = useConfig().product;
  return supportUrl === undefined ? null : (
    <p>
      <a href={supportUrl}>Contact support</a>
    </p>
  );
}
