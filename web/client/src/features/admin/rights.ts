/** Which permissions open which page of administration; one of them is enough (ADM-001). */
export const adminRights = {
  workspace: ["view-statistics"],
  engagement: ["view-engagement-dashboard"],
  settings: ["view-privileged-setting", "edit-privileged-setting", "manage-selected-settings"],
  users: ["view-user-administration"],
  permissions: ["access-permissions", "access-setting-permissions"],
  invites: ["create-invite-links"],
  devices: ["view-device-management"],
  statuses: ["manage-user-status"],
  rooms: ["view-room-administration"],
  lossPrevention: ["edit-privileged-setting"],
  moderation: ["view-moderation-console"],
  audit: ["can-audit", "can-audit-log"],
  emoji: ["manage-emoji"],
  sounds: ["manage-sounds"],
  mailer: ["access-mailer"],
  oauthApps: ["manage-oauth-apps"],
  integrations: [
    "manage-incoming-integrations",
    "manage-own-incoming-integrations",
    "manage-outgoing-integrations",
    "manage-own-outgoing-integrations",
  ],
  inboxes: ["manage-email-inbox"],
  imports: ["run-import", "view-import-operations"],
  auditTrail: ["view-audit-trail"],
  deliveries: ["view-push-deliveries"],
  logs: ["view-logs"],
  edition: ["manage-cloud"],
  about: ["manage-cloud"],
} as const;

export type AdminPageId = keyof typeof adminRights;

export function hasAdministration(may: (permission: string) => boolean): boolean {
  return Object.values(adminRights).some((needs) => needs.some(may));
}
