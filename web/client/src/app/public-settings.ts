import { asList, asRecord } from "@parley/shared/wire/parse";
import type { RestClient } from "@parley/shared/wire/rest-client";

/** Settings everybody may see, by id. `count=0` asks for all of them. */
export async function fetchPublicSettings(rest: RestClient): Promise<Record<string, unknown>> {
  const settings: Record<string, unknown> = {};
  const answer = await rest.get("settings.public", { count: 0 });
  for (const item of asList(answer.settings).map(asRecord)) settings[String(item._id)] = item.value;
  return settings;
}
