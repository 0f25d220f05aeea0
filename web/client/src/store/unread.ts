import type { Subscription } from "@parley/shared/wire/entities";

export type UnreadMark =
  { kind: "none" } | { kind: "dot" } | { kind: "count"; count: number; isPersonal: boolean };

/** What a room's row shows. A count means the reader was addressed; a dot means there is something new. */
export function unreadMark(subscription: Subscription): UnreadMark {
  if (subscription.unread > 0 && !subscription.hidesMentions) {
    const isPersonal = subscription.type === "d" || subscription.userMentions > 0;
    return { kind: "count", count: subscription.unread, isPersonal };
  }
  const hasNews = subscription.hasAlert || subscription.unread > 0 || subscription.unreadThreads.length > 0;
  return hasNews && !subscription.hidesUnread ? { kind: "dot" } : { kind: "none" };
}

export function isUnread(subscription: Subscription): boolean {
  return subscription.isOpen && unreadMark(subscription).kind !== "none";
}

/** The number in the window title: counts of open rooms, or a bullet when there are only dots. */
export function totalUnread(subscriptions: Iterable<Subscription>): { count: number; hasDot: boolean } {
  let count = 0;
  let hasDot = false;
  for (const subscription of subscriptions) {
    if (!subscription.isOpen) continue;
    const mark = unreadMark(subscription);
    if (mark.kind === "count") count += mark.count;
    if (mark.kind === "dot") hasDot = true;
  }
  return { count, hasDot };
}

export function badgeText(count: number): string {
  return count > 99 ? "99+" : String(count);
}
