import type { Subscription } from "@parley/shared/wire/entities";
import { asList, asRecord } from "@parley/shared/wire/parse";
import { useEffect, useState } from "react";
import { languageOf } from "../../../store/translation";
import { useCell, useEntity, useWorkspace } from "../../../store/use-store";
import { Panel } from "../../../ui/panel";
import { type Option, Select } from "../../../ui/select";
import { Switch } from "../../../ui/switch";
import { attempt } from "../settings";
import { panelStrings } from "../panel-strings";
import infoStyles from "./info-panel.module.css";

const strings = panelStrings.translatePanel;

/** Whether, and to which language, what others write here is translated for the reader (ROOM-079). */
export function TranslatePanel({ roomId, onClose }: { roomId: string; onClose: () => void }) {
  const { store, link } = useWorkspace();
  const subscription = useEntity(store.subscriptions, roomId);
  const me = useCell(store.me);
  const settings = useCell(store.settings);
  const language = languageOf(subscription, me.preferences, settings);
  const [languages, setLanguages] = useState<readonly Option[]>([]);

  useEffect(() => {
    let isCurrent = true;
    void attempt(async () => {
      const answer = await link.rest.get("autotranslate.getSupportedLanguages", { targetLanguage: "en" });
      const options = asList(answer.languages)
        .map(asRecord)
        .map((raw) => ({ id: String(raw.language), label: String(raw.name ?? raw.language) }));
      if (isCurrent) setLanguages(options);
    });
    return () => {
      isCurrent = false;
    };
  }, [link]);

  if (subscription === undefined) return null;
  const save = (field: string, value: boolean | string, change: Partial<Subscription>) => {
    const before = store.subscriptions.get(roomId);
    store.patchSubscription(roomId, change);
    void attempt(
      () => link.rest.post("autotranslate.saveSettings", { roomId, field, value, defaultLanguage: language }),
      () => before !== undefined && store.subscriptions.set(roomId, before),
    );
  };
  const options = languages.some((option) => option.id === language)
    ? languages
    : [{ id: language, label: language }, ...languages];

  return (
    <Panel title={strings.title} subtitle={strings.subtitle} onClose={onClose}>
      <div className={infoStyles.scroller}>
        <Switch
          label={strings.isOn}
          help={strings.isOnHelp}
          isSelected={subscription.translates}
          onChange={(isOn) => save("autoTranslate", isOn, { translates: isOn, translateTo: language })}
        />
        <Select
          label={strings.language}
          options={options}
          value={language}
          isDisabled={!subscription.translates}
          onChange={(id) => save("autoTranslateLanguage", id, { translateTo: id })}
        />
      </div>
    </Panel>
  );
}
