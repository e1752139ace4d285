// Above the desk: which counter, what it serves, pause, undo, a new number, the small window, and leaving.
import { useRef } from "preact/hooks";
import { useApp } from "../context";
import { Icon } from "../icons";
import { openMini } from "../mini/window";
import { miniKey, pauseKey, rememberKeys, ticketKey, undoKey } from "./acts";
import { Menu } from "./menu";
import { profiles } from "./model";
import type { Desk } from "./use_desk";

interface Props {
  desk: Desk;
  keys: boolean;
  onKeys: (wanted: boolean) => void;
  onChange: () => void;
  /// The focus goes to the visitor, where Space calls.
  onSettle: () => void;
}

export function DeskBar({ desk, keys, onKeys, onChange, onSettle }: Props) {
  const { t, own, live, lastAct } = useApp();
  const { counter, visitor } = desk;
  const change = () => (visitor ? desk.ask({ kind: "departure" }) : onChange());
  const hint = (key: string) => keys && <kbd>{key.toUpperCase()}</kbd>;
  const shortcut = (key: string) => (keys ? key.toUpperCase() : undefined);
  return (
    <div class="desk-bar">
      <h1>{t("counter_label", { name: counter.name })}</h1>
      <span class="desk-where">{own(counter.location)}</span>
      <ProfileChoice desk={desk} onSettle={onSettle} />
      <span class="desk-bar-end">
        {lastAct && (
          <button type="button" class="bar-act act-undo" onClick={desk.undo} disabled={!live} aria-keyshortcuts={shortcut(undoKey)}>
            <span>{t("act_undo", { number: lastAct.number })}</span>{hint(undoKey)}
          </button>
        )}
        <button type="button" class="bar-act quiet" onClick={() => desk.ask({ kind: "ticket" })} disabled={!live}
          aria-keyshortcuts={shortcut(ticketKey)}>
          <Icon name="plus" /><span>{t("act_ticket")}</span>{hint(ticketKey)}
        </button>
        <button type="button" class="bar-act quiet" onClick={desk.pause} disabled={!live} aria-keyshortcuts={shortcut(pauseKey)}>
          <Icon name="pause" /><span>{desk.paused ? t("act_resume") : t("act_pause")}</span>{hint(pauseKey)}
        </button>
        <button type="button" class="bar-act quiet" onClick={openMini} aria-keyshortcuts={shortcut(miniKey)}>
          <Icon name="window" /><span>{t("act_mini")}</span>{hint(miniKey)}
        </button>
        <Menu label={t("desk_menu")} onClosed={onSettle}>
          <label class="tick"><input type="checkbox" checked={keys} onChange={(event) => {
            onKeys(event.currentTarget.checked);
            rememberKeys(event.currentTarget.checked);
          }} />{t("keys_toggle")}</label>
          <button type="button" class="quiet" onClick={change} disabled={!live}>{t("counter_change")}</button>
          <button type="button" class="quiet" onClick={() => void desk.leave()} disabled={!live}>{t("counter_leave")}</button>
        </Menu>
      </span>
    </div>
  );
}

/// What this counter serves today: a profile, or the counter's own queues.
function ProfileChoice({ desk, onSettle }: { desk: Desk; onSettle: () => void }) {
  const { t, own, lobby, live, act } = useApp();
  const known = profiles(lobby);
  const pointed = useRef(false);  // with the arrow keys one goes on choosing
  const choose = (id: string) => {
    if (pointed.current) onSettle();
    void act("counter.set_profile", { counter_id: desk.counter.id, profile_id: id || null },
      () => t("said_profile", { name: desk.counter.name }));
  };
  if (known.length === 0) return null;
  return (
    <label class="profile">
      <span class="unseen">{t("profile")}</span>
      <select value={desk.counter.profile_id || ""} disabled={!live}
        onPointerDown={() => { pointed.current = true; }} onKeyDown={() => { pointed.current = false; }}
        onChange={(event) => choose(event.currentTarget.value)}>
        <option value="">{t("profile_own")}</option>
        {known.map((profile) => <option key={profile.id} value={profile.id}>{own(profile.name)}</option>)}
      </select>
    </label>
  );
}
