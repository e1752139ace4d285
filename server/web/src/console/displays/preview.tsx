// What a display shows now, drawn from the same state that the display draws from.
import { clock } from "../../shared/time";
import { textIn } from "../../shared/localized";
import { texts, useApp, useNow } from "../context";
import { isLanguage } from "../../shared/catalogue";
import { isClosedToday, queuesInOrder } from "../desk/model";
import type { Announcement, Device, Ticket, TicketState } from "../records";
import type { Lobby } from "../lobby";

// As on the wall: kiosk/display/layouts.cpp, where beside queues or slides three last calls fit at most.
const currentMax = 3;
const lastMaxAlone = 8;
const lastMaxBeside = 3;
const shownAtLeastMs = 45_000;
const queuesMax = 8;

export function inForce(announcement: Announcement, now: number): "later" | "now" | "over" {
  if (announcement.from !== undefined && now < announcement.from) return "later";
  if (announcement.to !== undefined && now >= announcement.to) return "over";
  return "now";
}

const nobodyIsToCome: TicketState[] = ["waiting", "parked", "cancelled", "expired"];

/// The queues that it shows; none: all. A display of one queue shows the first of them.
function queuesOf(lobby: Lobby, device: Device): string[] {
  const chosen = device.display.queue_ids || [];
  if (device.display.layout !== "one_queue") return chosen;
  return queuesInOrder(lobby).map((queue) => queue.id).filter((id) => chosen.length === 0 || chosen.includes(id)).slice(0, 1);
}

function boardOf(lobby: Lobby, device: Device, now: number): { current: Ticket[]; last: Ticket[] } {
  const shown = queuesOf(lobby, device);
  const counters = device.display.counter_ids || [];
  const called = [...lobby.tables.ticket.values()]
    .filter((ticket) => ticket.called_at !== undefined && ticket.counter_id !== undefined &&
      !nobodyIsToCome.includes(ticket.state) && (shown.length === 0 || shown.includes(ticket.queue_id)) &&
      (counters.length === 0 || counters.includes(ticket.counter_id)))
    .sort((a, b) => (b.called_at || 0) - (a.called_at || 0) || (a.id < b.id ? -1 : 1));
  const lastMax = device.display.layout === "calls" ? lastMaxAlone : lastMaxBeside;
  const current: Ticket[] = [];
  const last: Ticket[] = [];
  for (const ticket of called) {
    const fresh = ticket.state === "called" ||
      (ticket.state !== "no_show" && now < (ticket.called_at || 0) + shownAtLeastMs);
    if (fresh && current.length < currentMax) current.push(ticket);
    else if (last.length < lastMax) last.push(ticket);
  }
  return { current, last };
}

export function DisplayPreview({ device }: { device: Device }) {
  const { t, lobby } = useApp();
  useNow(5_000);
  const now = lobby.now();
  const first = device.display.languages?.[0] || lobby.tables.site.get(lobby.siteId)?.languages?.[0];
  const language = isLanguage(first) ? first : "fi";
  const shownText = texts[language];
  const { current, last } = boardOf(lobby, device, now);
  const queueIds = queuesOf(lobby, device);
  const queues = queuesInOrder(lobby).filter((queue) => queueIds.length === 0 || queueIds.includes(queue.id));
  const announcements = [...lobby.tables.announcement.values()].filter((entry) =>
    inForce(entry, now) === "now" && (!entry.display_ids?.length || entry.display_ids.includes(device.id)));
  const layout = device.display.layout;
  const counterName = (ticket: Ticket) => lobby.tables.counter.get(ticket.counter_id || "")?.name || "";

  const lastCalls = last.length === 0 ? null : (
    <div class="wall-last">
      <span class="wall-label">{shownText("preview_last")}</span>
      {last.map((ticket) => (
        <span key={ticket.id} class="wall-last-call figures"><b>{ticket.number} → {counterName(ticket)}</b> {clock(ticket.called_at || now, lobby.timeZone)}</span>
      ))}
    </div>
  );

  return (
    <div class="wall" role="img" aria-label={`${t("display_preview", { name: device.name })}: ${spoken(current, counterName, t("preview_nobody"))}`}>
      <div class="wall-top">
        <span>{textIn(lobby.tables.site.get(lobby.siteId)?.name, language)}</span>
        <span class="figures">{clock(now, lobby.timeZone)}</span>
      </div>
      <div class="wall-body" data-layout={layout}>
        <div class="wall-calls">
          {layout === "one_queue" && queues[0] && <span class="wall-one">{textIn(queues[0].name, language)}</span>}
          <span class="wall-label">{shownText("preview_now")}</span>
          {current.length === 0 && <span class="wall-nobody">{shownText("preview_nobody")}</span>}
          {current.map((ticket) => (
            <span key={ticket.id} class="wall-call">
              <b class="figures">{ticket.number}</b>
              <span>{shownText("preview_counter", { name: counterName(ticket) })}</span>
            </span>
          ))}
          {layout !== "calls" && lastCalls}
        </div>
        {layout === "calls" && lastCalls}
        {layout === "calls_and_queues" && (
          <div class="wall-side">
            <span class="wall-label">{shownText("preview_queues")}</span>
            {queues.slice(0, queuesMax).map((queue) => (
              <span key={queue.id} class="wall-queue">
                <span>{textIn(queue.name, language)}</span>
                <b class="figures">{isClosedToday(lobby, queue.id) ? "–" : lobby.tables.queue_status.get(queue.id)?.waiting || 0}</b>
              </span>
            ))}
          </div>
        )}
        {layout === "calls_and_announcements" && (
          <div class="wall-side">
            {announcements.map((entry) => <span key={entry.id} class="wall-note">{textIn(entry.text, language)}</span>)}
          </div>
        )}
      </div>
      {layout !== "calls_and_announcements" && announcements[0] && (
        <div class="wall-foot" data-severity={announcements[0].severity}>{textIn(announcements[0].text, language)}</div>
      )}
    </div>
  );
}

function spoken(current: Ticket[], counterName: (ticket: Ticket) => string, nobody: string): string {
  return current.length === 0 ? nobody : current.map((ticket) => `${ticket.number} → ${counterName(ticket)}`).join(", ");
}
