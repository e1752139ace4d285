// Where one sits down: every counter, its queues, and who serves there.
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { useApp } from "../context";
import { Confirm } from "../dialog";
import type { Counter } from "../records";
import { Elsewhere } from "./elsewhere";
import { counters, mayServe, queuesInOrder } from "./model";
import { namesOf, servedIds } from "./order";

export function CounterChoice({ mine, onKeep }: { mine: Counter | undefined; onKeep: () => void }) {
  const { t, own, lobby, session, live, held, act } = useApp();
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => heading.current?.focus(), []);
  const queues = queuesInOrder(lobby);
  const all = counters(lobby);

  const [taking, setTaking] = useState<Counter | undefined>();
  // The server closes the counter where one sat before: nobody sits in two places.
  const take = (counter: Counter, takeOver: boolean) => {
    if (held()) return;
    void act("counter.take", { counter_id: counter.id, ...(takeOver ? { take_over: true } : {}) },
      () => t("said_taken", { name: counter.name }));
  };
  const choose = (counter: Counter, taken: boolean) => {
    if (mine && mine.id === counter.id) onKeep();
    else if (taken) setTaking(counter);
    else take(counter, false);
  };

  return (
    <section class="choice">
      <div class="choice-head">
        <div>
          <h1 ref={heading} tabIndex={-1}>{t("counter_choose")}</h1>
          <p class="lead">{t("counter_choose_lead")}</p>
        </div>
        {mine && <button type="button" class="quiet" onClick={onKeep}>{t("cancel")}</button>}
      </div>
      {live ? <Elsewhere /> : <p class="off" role="note">{t("acts_off")}</p>}
      {all.length === 0 && <p class="notice">{t("counter_none")}</p>}
      <ul class="counters">
        {all.map((counter) => {
          const taken = counter.open && !!counter.staff_id && counter.staff_id !== session.user.id;
          const serves = mayServe(lobby, session.user, counter);
          const names = namesOf(queues, servedIds(lobby, counter), own);
          return (
            <li key={counter.id}>
              <button type="button" class="counter-card" disabled={!live || (!serves && mine?.id !== counter.id)} data-taken={taken}
                onClick={() => choose(counter, taken)}>
                <span class="counter-name">{t("counter_label", { name: counter.name })}</span>
                <span class="counter-where">{own(counter.location)}</span>
                {names && <span class="counter-queues">{names}</span>}
                <span class="counter-who">
                  {!serves ? t("counter_others")
                    : taken ? t("counter_taken", { who: counter.staff_name })
                    : mine?.id === counter.id ? t("counter_yours") : t("counter_free")}
                </span>
              </button>
            </li>
          );
        })}
      </ul>
      {taking && (
        <Confirm title={t("counter_over_title", { name: taking.name })} text={t("counter_over_lead", { who: taking.staff_name })}
          yes={t("counter_over_yes")} onClose={() => setTaking(undefined)} onYes={() => take(taking, true)} />
      )}
    </section>
  );
}
