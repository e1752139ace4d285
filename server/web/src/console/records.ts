// The records of the change feed, as core/lobby/*_records.h describes them. Lists and texts that are empty are absent.
import type { LocalizedText } from "../shared/localized";

export interface Site {
  id: string;
  name?: LocalizedText;
  time_zone: string;
  languages?: string[];
  follow_url?: string;
}

export interface Organization {
  id: string;
  name?: LocalizedText;
  short_name?: LocalizedText;
}

export interface Service {
  id: string;
  name?: LocalizedText;
  queue_id?: string;
}

export interface Queue {
  id: string;
  organization_id?: string;
  name?: LocalizedText;
  prefix: string;
  order: number;
  target_wait_minutes: number;
  calls_max?: number;
}

/// How long somebody with so many people ahead will wait, with 80 % certainty (docs/waiting.md).
export interface QueueWait {
  ahead: number;
  low_s: number;
  high_s: number;
}

export interface QueueStatus {
  id: string;
  closed_today: boolean;
  full?: boolean;
  closed_day: string;
  waiting: number;
  counters_open: number;
  waits?: QueueWait[];
  late_expected?: number;  // of those who wait, how many will probably be called after their due time
  alert?: boolean;         // the target is being missed, or will be unless somebody helps
}

export interface ProfileQueue {
  queue_id: string;
  help_after_minutes?: number;  // none: the counter's own queue
}

export interface CounterProfile {
  id: string;
  name?: LocalizedText;
  order: "due" | "listed";
  queues?: ProfileQueue[];
  source_key?: string;
}

export interface Counter {
  id: string;
  name: string;
  location?: LocalizedText;
  queue_ids?: string[];
  profile_id?: string;
  open: boolean;
  paused_at?: number;
  staff_id?: string;
  staff_name: string;
}

export type TicketState =
  | "waiting" | "called" | "serving" | "parked" | "finished" | "no_show" | "cancelled" | "expired";

export type DueReason = "arrival" | "appointment" | "late" | "priority" | "delayed";

/// One more matter of the same visitor, after the present one.
export interface Errand {
  queue_id: string;
  service_id?: string;
}

export interface Ticket {
  id: string;
  number: string;
  service_day: string;
  queue_id: string;
  service_id?: string;
  errands?: Errand[];
  appointment_id?: string;
  origin?: "terminal" | "desk" | "phone";
  state: TicketState;
  language: string;
  needs?: string[];
  issued_at: number;
  first_arrival: number;
  due: number;
  due_reason?: DueReason;
  priority_minutes?: number;
  reserved_counter_id?: string;
  reserved_staff_id?: string;
  parked_until?: number;
  counter_id?: string;
  first_called_at?: number;
  called_at?: number;
  served_at?: number;
  calls: number;
  ended_at?: number;
}

export interface Appointment {
  id: string;
  service_id: string;
  start: number;
  minutes: number;
  state: "booked" | "checked_in" | "cancelled" | "finished" | "missed";
  language: string;
  ticket_id?: string;
  /// Promised in time by a terminal without a connection, when the slot had become full.
  over_capacity?: boolean;
}

export type Severity = "info" | "warning";

export interface Announcement {
  id: string;
  site_id: string;
  text?: LocalizedText;
  severity: Severity;
  from?: number;
  to?: number;
  display_ids?: string[];
  picture_id?: string;  // a slide
  seconds?: number;     // how long it stays
}

export type DisplayLayout = "calls_and_queues" | "calls" | "calls_and_announcements" | "one_queue" | "agencies";

/// A part of every day, local time "HH:MM"; over midnight when it ends before it begins.
export interface DaySpan {
  from: string;
  to: string;
}

export interface DisplaySettings {
  layout: DisplayLayout;
  queue_ids?: string[];
  languages?: string[];
  volume: number;
  chime_tests: number;
  counter_ids?: string[];  // none: every counter
  quiet?: DaySpan[];
  viewing_distance_m?: number;  // 5
  night_blank?: boolean;        // yes
  picture_asks?: number;
}

export type DeviceRole = "terminal" | "display" | "site_server";

export interface Device {
  id: string;
  site_id: string;
  name: string;
  role: DeviceRole;
  revoked: boolean;
  display: DisplaySettings;
  certificate_fingerprint: string;
}

export type AuthorityState = "here" | "given" | "away" | "wanted_back" | "releasing";

/// Who acts for the site; its id is the site's.
export interface SiteAuthority {
  id: string;
  holder_id?: string;  // none: the central server
  holder_name: string;
  state: AuthorityState;
  since: number;
  untold_by?: string;  // a box that was declared lost and has not told yet what it did: the site goes to none
  unheard?: boolean;  // of wanted_back: the box has not said that it began
  left_behind?: string[];  // what could not be read when the site last moved: "ticket 0192…"
}

export type PrintJobState = "waiting" | "printed" | "nothing" | "unknown" | "expired" | "cancelled";

/// A number of the desk on its way to a terminal's paper.
export interface PrintJob {
  id: string;
  device_id: string;
  ticket_id: string;
  state: PrintJobState;
  why?: string;  // nothing: "paper_out", "cover_open" …
}

/// What each collection of the feed holds; the console keeps these and skips the rest.
export interface Collections {
  site: Site;
  organization: Organization;
  service: Service;
  queue: Queue;
  queue_status: QueueStatus;
  counter_profile: CounterProfile;
  counter: Counter;
  ticket: Ticket;
  appointment: Appointment;
  announcement: Announcement;
  device: Device;
  print_job: PrintJob;
  site_authority: SiteAuthority;
}

export interface Change {
  collection: string;
  id: string;
  revision: number;
  deleted: boolean;
  record: unknown;
}

export interface ChangesPage {
  scope: string;
  since: number;
  revision: number;
  more: boolean;
  server_time: number;
  changes?: Change[];
  unread?: { collection: string; id: string }[];  // what is here of them stays as it is
}

/// A place where the logged-in person may work.
export interface SiteName {
  id: string;
  name?: LocalizedText;
}

export interface User {
  id: string;
  username: string;
  display_name: string;
  roles: string[];
  organizations?: string[];
  site_id?: string;
}
