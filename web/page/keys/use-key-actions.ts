import { explain, isOutOfDate } from "../api/api-error.ts";
import type { Key } from "../api/key.ts";
import { useAnnounce } from "../components/announcer.tsx";
import { useNow } from "../components/clock-provider.tsx";
import type { MenuEntry } from "../components/menu.tsx";
import { useDialog } from "../dialogs/dialog-host.tsx";
import { useAbilities } from "../workspace/abilities.ts";
import { useWorkspace } from "../workspace/workspace.tsx";
import { isHeld, stateOf } from "./key-state.ts";

/** Returns the actions that a key allows in its state. A revoked key allows none. */
export function useKeyActions(key: Key): readonly MenuEntry[] {
  const { api, put, refresh } = useWorkspace();
  const open = useDialog();
  const announce = useAnnounce();
  const abilities = useAbilities();
  if (stateOf(key, useNow()) === "revoked") return [];

  const resume = async () => {
    try {
      put(await api.change(key.id, { is_active: true }));
      announce("resumed.", key.name);
    } catch (error) {
      announce(`The key could not be resumed. ${explain(error)}`);
      if (isOutOfDate(error)) refresh().catch(() => {});
    }
  };
  const pauseOrResume: readonly MenuEntry[] = key.isActive
    ? [{ id: "pause", label: "Pause", act: () => open({ kind: "pause", key }) }]
    : isHeld(key) && !abilities.isOperator
      ? []
      : [{ id: "pause", label: "Resume", act: resume }];
  return [
    ...(abilities.mayRotate
      ? [{ id: "rotate", label: "Rotate", act: () => open({ kind: "rotate", key }) }]
      : []),
    ...(abilities.mayEdit
      ? [{ id: "edit", label: "Edit", act: () => open({ kind: "edit", key }) }]
      : []),
    ...pauseOrResume,
    { id: "revoke", label: "Revoke", danger: true, act: () => open({ kind: "revoke", key }) },
  ];
}
