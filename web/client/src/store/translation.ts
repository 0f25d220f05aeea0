import type { Message, Subscription } from "@parley/shared/wire/entities";

/** The language that a reader has messages translated to in a room. */
export function languageOf(
  subscription: Subscription | undefined,
  preferences: Record<string, unknown>,
  settings: Record<string, unknown>,
): string {
  const wanted = [subscription?.translateTo, preferences.language, settings.Language];
  const first = wanted.find(
    (language): language is string => typeof language === "string" && language !== "",
  );
  return first ?? "en";
}

/** The text to show in place of what was written; undefined when that is shown (MSG-058, ROOM-079). */
export function translationOf(
  message: Message,
  subscription: Subscription | undefined,
  language: string,
  isTurnedOver: boolean,
  myId: string,
): string | undefined {
  const translated = message.translations[language] ?? message.translations[language.split("-")[0] ?? ""];
  const isUsual = subscription?.translates === true && message.author.id !== myId;
  return translated !== undefined && isUsual !== isTurnedOver ? translated : undefined;
}
