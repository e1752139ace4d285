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
}

export interface QueueStatus {
  id: string;
  closed_today: boolean;
  closed_day: string;
  waiting: number;
  counters_open: number;
}

export interface Counter {
  id: string;
  name: string;
  location?: LocalizedText;
  queue_ids?: string[];
  open: boolean;
  staff_id?: string;
  staff_name: string;
}

export type TicketState =
  | "waiting" | "called" | "serving" | "parked" | "finished" | "no_show" | "cancelled" | "expired";

export interface Ticket {
  id: string;
  number: string;
  service_day: string;
  queue_id: string;
  service_id?: string;
  appointment_id?: string;
  state: TicketState;
  language: string;
  needs?: string[];
  issued_at: number;
  first_arrival: number;
  due: number;
  counter_id?: string;
  called_at?: number;
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
}

export type DisplayLayout = "calls_and_queues" | "calls" | "calls_and_announcements";

export interface DisplaySettings {
  layout: DisplayLayout;
  queue_ids?: string[];
  languages?: string[];
  volume: number;
  chime_tests: number;
}

export type DeviceRole = "terminal" | "display";

export interface Device {
  id: string;
  site_id: string;
  name: string;
  role: DeviceRole;
  revoked: boolean;
  display: DisplaySettings;
  certificate_fingerprint: string;
}

/// What each collection of the feed holds; the console keeps these and skips the rest.
export interface Collections {
  site: Site;
  organization: Organization;
  service: Service;
  queue: Queue;
  queue_status: QueueStatus;
  counter: Counter;
  ticket: Ticket;
  appointment: Appointment;
  announcement: Announcement;
  device: Device;
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
