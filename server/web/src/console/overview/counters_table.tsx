// Every counter: who sits there and with whom, what it serves; opened, paused, closed and moved from here.
import { useState } from "preact/hooks";
import { useApp } from "../context";
import { atCounter, counters, profiles, queuesInOrder } from "../desk/model";
import { namesOf, servedIds } from "../desk/order";
import { Confirm, Dialog } from "../dialog";
import type { Counter } from "../records";

export function CountersTable() {
  const { t, own, lobby, live, act } = useApp();
  const [closing, setClosing] = useState<Counter | undefined>();
  const [moving, setMoving] = useState<Counter | undefined>();
  const known = profiles(lobby);
  const run = (type: string, counter: Counter, said: string) => void act(type, { counter_id: counter.id }, () => said);
  const close = (counter: Counter) => run("counter.close", counter, t("said_left", { name: counter.name }));
  const label = (what: string, counter: Counter) => `${what}: ${t("counter_label", { name: counter.name })}`;
  return (
    <section class="card" aria-labelledby="over-counters">
      <div class="card-head"><h2 id="over-counters">{t("over_counters")}</h2></div>
      <div class="scroll" tabIndex={0} role="group" aria-labelledby="over-counters">
        <table class="list">
          <thead>
            <tr>
              <th scope="col">{t("over_counters")}</th>
              <th scope="col">{t("over_state")}</th>
              <th scope="col">{t("over_whom")}</th>
              <th scope="col">{t("over_serves")}</th>
              <th scope="col"><span class="unseen">{t("col_act")}</span></th>
            </tr>
          </thead>
          <tbody>
            {counters(lobby).map((counter) => {
              const visitor = atCounter(lobby, counter.id)[0];
              const state = !counter.open ? t("colleagues_closed") : counter.paused_at ? t("counter_paused")
                : counter.staff_id ? t("over_counter_open") : t("over_counter_unmanned");
              return (
                <tr key={counter.id} data-over={!counter.open}>
                  <th scope="row">{t("counter_label", { name: counter.name })}
                    <span class="soft block">{own(counter.location)}</span></th>
                  <td>{state}{counter.open && <span class="soft block">{counter.staff_name}</span>}</td>
                  <td>{visitor ? <><b class="figures">{visitor.number}</b>
                    <span class="soft block">{t(visitor.state === "serving" ? "now_serving" : "now_called")}</span></> : t("over_none")}</td>
                  <td>
                    {known.length > 0 && (
                      <select aria-label={label(t("profile"), counter)} value={counter.profile_id || ""} disabled={!live}
                        onChange={(event) => {
                          const id = event.currentTarget.value;
                          void act("counter.set_profile", { counter_id: counter.id, profile_id: id || null },
                            () => t("said_profile", { name: counter.name }));
                        }}>
                        <option value="">{t("profile_own")}</option>
                        {known.map((profile) => <option key={profile.id} value={profile.id}>{own(profile.name)}</option>)}
                      </select>
                    )}
                    <span class="soft block">{namesOf(queuesInOrder(lobby), servedIds(lobby, counter), own)}</span>
                  </td>
                  <td class="end row-acts">
                    <button type="button" class="small" disabled={!live} aria-label={label(t("over_queues"), counter)}
                      onClick={() => setMoving(counter)}>{t("over_queues_own")}</button>
                    {counter.open && (counter.paused_at
                      ? <button type="button" class="small" disabled={!live} aria-label={label(t("over_resume"), counter)}
                          onClick={() => run("counter.resume", counter, t("said_resumed", { name: counter.name }))}>{t("over_resume")}</button>
                      : <button type="button" class="small" disabled={!live} aria-label={label(t("over_pause"), counter)}
                          onClick={() => run("counter.pause", counter, t("said_paused", { name: counter.name }))}>{t("over_pause")}</button>)}
                    {counter.open
                      ? <button type="button" class="small" disabled={!live} aria-label={label(t("over_close"), counter)}
                          onClick={() => (counter.staff_id ? setClosing(counter) : close(counter))}>{t("over_close")}</button>
                      : <button type="button" class="small" disabled={!live} aria-label={label(t("over_open"), counter)}
                          onClick={() => run("counter.open", counter, t("said_opened", { name: counter.name }))}>{t("over_open")}</button>}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      {closing && (
        <Confirm title={t("over_close_title", { name: closing.name })} text={t("over_close_lead", { who: closing.staff_name })}
          yes={t("over_close")} onClose={() => setClosing(undefined)} onYes={() => close(closing)} />
      )}
      {moving && <QueuesOfCounter counter={moving} onClose={() => setMoving(undefined)} />}
    </section>
  );
}

function QueuesOfCounter({ counter, onClose }: { counter: Counter; onClose: () => void }) {
  const { t, own, lobby, live, act } = useApp();
  const [chosen, setChosen] = useState<string[]>(counter.queue_ids || []);
  const [empty, setEmpty] = useState(false);
  const save = (event: Event) => {
    event.preventDefault();
    if (chosen.length === 0) return setEmpty(true);
    onClose();
    void act("counter.set_queues", { counter_id: counter.id, queue_ids: chosen }, () => t("said_queues", { name: counter.name }));
  };
  const toggle = (id: string) => {
    setEmpty(false);
    setChosen((before) => (before.includes(id) ? before.filter((entry) => entry !== id) : [...before, id]));
  };
  return (
    <Dialog title={t("over_queues_title", { name: counter.name })} onClose={onClose}>
      <p class="lead">{t("over_queues_lead")}</p>
      <form class="form" onSubmit={save}>
        <fieldset aria-describedby={empty ? "queues-empty" : undefined}>
          <legend class="unseen">{t("over_queues")}</legend>
          {queuesInOrder(lobby).map((queue) => (
            <label key={queue.id} class="tick"><input type="checkbox" checked={chosen.includes(queue.id)}
              onChange={() => toggle(queue.id)} />{queue.prefix} · {own(queue.name)}</label>
          ))}
        </fieldset>
        <div role="alert" id="queues-empty" class={empty ? "problem" : "problem-none"}>{empty && t("over_queues_empty")}</div>
        <div class="dialog-acts"><button type="submit" class="primary" disabled={!live}>{t("save")}</button></div>
      </form>
    </Dialog>
  );
}
