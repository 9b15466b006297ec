import { Notice } from "../components/notice.tsx";
import { SupportLink } from "../components/support-link.tsx";
import { useAbilities } from "../workspace/abilities.ts";
import { useWorkspace } from "../workspace/workspace.tsx";

/** Says that the account is suspended, if it is. */
export function SuspensionBanner() {
  const { accountData } = useWorkspace();
  const { isOperator } = useAbilities();
  if (isOperator) return null;
  if (accountData.phase !== "ready" || !accountData.value.account?.isSuspended) return null;
  return (
    <Notice tone="danger">
      <p>
        <strong>Your account is suspended.</strong> All its keys are refused until the suspension is
        lifted. Then they work as before.
      </p>
      <SupportLink />
    </Notice>
  );
}
