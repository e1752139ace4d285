// The counter profiles of the site: which queues each serves, used where; made, changed and deleted from here.
import { useState } from "preact/hooks";
import { useApp } from "../context";
import { counters, profiles } from "../desk/model";
import { Confirm } from "../dialog";
import type { CounterProfile } from "../records";
import { ProfileDialog } from "./profile_dialog";

export function ProfilesTable() {
  const { t, own, lobby, live, act } = useApp();
  const [editing, setEditing] = useState<CounterProfile | "new" | undefined>();
  const [deleting, setDeleting] = useState<CounterProfile | undefined>();
  const known = profiles(lobby);
  const usedBy = (profile: CounterProfile) => counters(lobby).filter((counter) => counter.profile_id === profile.id);
  const label = (what: string, profile: CounterProfile) => `${what}: ${own(profile.name)}`;
  return (
    <section class="card profiles" aria-labelledby="over-profiles">
      <div class="card-head">
        <h2 id="over-profiles">{t("profiles_title")}</h2>
        <button type="button" disabled={!live} onClick={() => setEditing("new")}>{t("profile_new")}</button>
      </div>
      <p class="lead">{t("profiles_lead")}</p>
      {known.length === 0 ? <p class="empty">{t("profiles_none")}</p> : (
        <div class="scroll" tabIndex={0} role="group" aria-labelledby="over-profiles">
          <table class="list">
            <thead>
              <tr>
                <th scope="col">{t("profile_name")}</th>
                <th scope="col">{t("over_serves")}</th>
                <th scope="col">{t("profile_used")}</th>
                <th scope="col"><span class="unseen">{t("col_act")}</span></th>
              </tr>
            </thead>
            <tbody>
              {known.map((profile) => (
                <tr key={profile.id}>
                  <th scope="row">{own(profile.name)}
                    <span class="soft block">{t(profile.order === "listed" ? "order_listed_short" : "order_due_short")}</span></th>
                  <td><Lines profile={profile} /></td>
                  <td>{usedBy(profile).map((counter) => counter.name).join(", ") || t("over_none")}</td>
                  <td class="end row-acts">
                    <button type="button" class="small" disabled={!live} aria-label={label(t("note_edit"), profile)}
                      onClick={() => setEditing(profile)}>{t("note_edit")}</button>
                    <button type="button" class="small" disabled={!live} aria-label={label(t("remove"), profile)}
                      onClick={() => setDeleting(profile)}>{t("remove")}</button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {editing && <ProfileDialog profile={editing === "new" ? undefined : editing} onClose={() => setEditing(undefined)} />}
      {deleting && (
        <Confirm title={t("profile_delete_title", { name: own(deleting.name) })}
          text={t("profile_delete_lead", { n: usedBy(deleting).length })} yes={t("remove")} onClose={() => setDeleting(undefined)}
          onYes={() => void act("profile.delete", { profile_id: deleting.id }, () => t("said_profile_deleted", { name: own(deleting.name) }))} />
      )}
    </section>
  );
}

/// Own queues first by their place, then those that are helped.
function Lines({ profile }: { profile: CounterProfile }) {
  const { t, own, lobby } = useApp();
  const name = (id: string) => own(lobby.tables.queue.get(id)?.name);
  const lines = profile.queues || [];
  const mine = lines.filter((line) => line.help_after_minutes === undefined);
  const helped = lines.filter((line) => line.help_after_minutes !== undefined);
  return (
    <>
      <span>{mine.map((line) => name(line.queue_id)).join(profile.order === "listed" ? " → " : " · ")}</span>
      {helped.map((line) => (
        <span key={line.queue_id} class="soft block">{t("profile_helps", { queue: name(line.queue_id), n: line.help_after_minutes as number })}</span>
      ))}
    </>
  );
}
