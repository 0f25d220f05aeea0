import { asList, asRecord } from "@parley/shared/wire/parse";
import { useEffect, useState } from "react";
import { useWorkspace } from "../../store/use-store";
import type { Workspace } from "../../store/workspace";

export interface Role {
  id: string;
  name: string;
  description: string;
  /** Held in the whole workspace, or in single rooms. */
  scope: "Users" | "Subscriptions";
  isProtected: boolean;
  needsFactor: boolean;
}

/** Names of the roles that come with the workspace; others are named by who made them. */
const names: Record<string, string> = {
  admin: "Administrator",
  user: "User",
  guest: "Guest",
  bot: "Bot",
  app: "App",
  anonymous: "Anonymous",
  owner: "Owner",
  moderator: "Moderator",
  leader: "Leader",
  auditor: "Auditor",
  "auditor-log": "Reader of the audit log",
  "livechat-agent": "Agent",
  "livechat-manager": "Manager of agents",
  "livechat-monitor": "Monitor of agents",
};

export function roleName(roles: readonly Role[], id: string): string {
  return names[id] ?? roles.find((role) => role.id === id)?.name ?? id;
}

function parseRole(value: unknown): Role | undefined {
  const raw = asRecord(value);
  if (typeof raw._id !== "string") return undefined;
  return {
    id: raw._id,
    name: typeof raw.name === "string" ? raw.name : raw._id,
    description: typeof raw.description === "string" ? raw.description : "",
    scope: raw.scope === "Subscriptions" ? "Subscriptions" : "Users",
    isProtected: raw.protected === true,
    needsFactor: raw.mandatory2fa === true,
  };
}

export async function fetchRoles({ link }: Workspace): Promise<Role[]> {
  return asList((await link.rest.get("roles.list")).roles)
    .map(parseRole)
    .filter((role) => role !== undefined);
}

/** All roles; empty until they are known. */
export function useRoles(): readonly Role[] {
  const workspace = useWorkspace();
  const [roles, setRoles] = useState<readonly Role[]>([]);
  useEffect(() => {
    let isCurrent = true;
    fetchRoles(workspace)
      .then((found) => isCurrent && setRoles(found))
      .catch(() => undefined);
    return () => {
      isCurrent = false;
    };
  }, [workspace]);
  return roles;
}
