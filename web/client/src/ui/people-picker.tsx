import type { User } from "@parley/shared/wire/entities";
import { parseList, parseUser } from "@parley/shared/wire/parse";
import { useCallback, useMemo } from "react";
import { personName } from "../store/room-names";
import { useWorkspace } from "../store/use-store";
import { Avatar, userAvatar } from "./avatar";
import { Picker, type PickerItem } from "./picker";

interface Props {
  label: string;
  help: string;
  error?: string | undefined;
  chosen: readonly User[];
  onChange: (chosen: User[]) => void;
  autoFocus?: boolean;
  /** Oneself may be chosen too. */
  withMe?: boolean;
}

interface PersonItem extends PickerItem {
  user: User;
}

function toItem(user: User): PersonItem {
  const name = personName(user);
  return {
    id: user.id,
    title: name,
    detail: `@${user.username}`,
    icon: <Avatar size={24} name={name} source={userAvatar(user.username, user.avatarTag)} />,
    user,
  };
}

/** Chooses people by typing part of their name. */
export function PeoplePicker({ chosen, onChange, withMe = false, ...props }: Props) {
  const { link, store } = useWorkspace();
  const search = useCallback(
    async (text: string) => {
      if (text === "") return [];
      const selector = JSON.stringify({ term: text, conditions: {} });
      const answer = await link.rest.get("users.autocomplete", { selector });
      const me = store.me.get().id;
      return parseList(answer.items, parseUser)
        .filter((user) => withMe || user.id !== me)
        .map(toItem);
    },
    [link, store, withMe],
  );
  const items = useMemo(() => chosen.map(toItem), [chosen]);
  return (
    <Picker
      {...props}
      chosen={items}
      onChange={(next) => onChange(next.map((item) => item.user))}
      search={search}
    />
  );
}
