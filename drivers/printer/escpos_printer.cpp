#include "drivers/printer/escpos_printer.h"

#include <fmt/format.h>

#include <array>

#include "drivers/printer/escpos_parser.h"

namespace vuoro::drivers {
namespace {

/// A healthy printer answers DLE EOT within some milliseconds, a serial one at 9600 baud within 50.
constexpr Millis k_answer_time{1000};
/// While waiting for the confirmation, ask this often whether printing has stopped.
constexpr Millis k_look_again{400};
/// One look may fall into the moment between two states; two in a row say that printing has stopped.
constexpr int k_stopped_looks = 2;
constexpr std::array k_are_you_online{std::byte{0x10}, std::byte{0x04}, std::byte{1}};  // DLE EOT 1

std::span<const std::byte> as_bytes(std::string_view text) {
  return std::as_bytes(std::span(text.data(), text.size()));
}

/// The error of a device that would not print now; nothing when it would.
Result<void> refusal(const PrinterStatus& status) {
  if (status.reach == PrinterReach::unplugged) return fail(Errc::offline, "unplugged");
  if (status.reach == PrinterReach::silent) return fail(Errc::offline, "silent: no answer to DLE EOT");
  if (status.cover_open) return fail(Errc::cover_open, "cover open");
  if (status.cutter_error) return fail(Errc::cutter, "cutter error");
  if (status.paper == PaperState::out) return fail(Errc::paper_out, "paper out");
  if (!status.ready()) return fail(Errc::offline, fmt::format("device says {}", name_of(status)));
  return {};
}

tl::unexpected<Error> unknown(std::string_view why) {
  return fail(Errc::unknown_outcome, fmt::format("the job may have been printed: {}", why));
}

}  // namespace

EscposPrinter::EscposPrinter(LinkOpener open, PrinterProfile profile, const Clock& clock)
    : open_(std::move(open)), profile_(std::move(profile)), clock_(clock) {
  jobs_ = static_cast<std::uint32_t>(clock_.mono().time_since_epoch().count());
}

Result<void> EscposPrinter::print(std::span<const std::byte> job, Millis timeout) {
  if (job.empty()) return fail(Errc::invalid_argument, "empty print job");
  if (job.size() > k_print_job_bytes_max) return fail(Errc::too_large, "print job");
  const Deadline deadline(clock_, timeout);
  replies_ = {};
  auto link = open_(deadline);
  if (!link) return fail(link.error());
  VUORO_TRY(refusal(ask(**link, deadline)));

  const WriteOutcome written = (*link)->write(job, deadline);
  if (!written.result) {
    const std::string& why = written.result.error().message;
    if (written.taken <= harmless_prefix(job))
      return fail(Errc::offline,
                  fmt::format("{} of {} bytes left, none that prints: {}", written.taken, job.size(), why));
    return unknown(fmt::format("{} of {} bytes left: {}", written.taken, job.size(), why));
  }
  return confirm(**link, deadline);
}

PrinterStatus EscposPrinter::status(Millis timeout) {
  const Deadline deadline(clock_, timeout);
  replies_ = {};
  auto link = open_(deadline);
  return link ? ask(**link, deadline) : PrinterStatus{};
}

PrinterStatus EscposPrinter::ask(ByteLink& link, const Deadline& deadline) {
  PrinterStatus status;
  for (int n = 1; n <= 4; ++n) {
    const Result<std::uint8_t> bits = ask_one(link, n, deadline);
    if (!bits) {
      // A device that answered some of it is there, but cannot be relied on for a ticket.
      status = PrinterStatus{};
      status.reach = bits.error().code == Errc::timeout ? PrinterReach::silent : PrinterReach::unplugged;
      return status;
    }
    apply_realtime_status(status, n, *bits);
  }
  status.reach = PrinterReach::answering;
  return status;
}

Result<std::uint8_t> EscposPrinter::ask_one(ByteLink& link, int n, const Deadline& deadline) {
  const Deadline soon = deadline.within(k_answer_time);
  const std::array<std::byte, 3> question{std::byte{0x10}, std::byte{0x04}, static_cast<std::byte>(n)};
  VUORO_TRY(link.write(question, soon).result);
  VUORO_ASSIGN(const EscposReply reply, wait_for(link, EscposReply::Kind::realtime, soon));
  return reply.bits[0];
}

Result<EscposReply> EscposPrinter::wait_for(ByteLink& link, EscposReply::Kind kind,
                                            const Deadline& deadline) {
  std::array<std::byte, 256> buffer;
  for (;;) {
    while (auto reply = replies_.next())
      if (reply->kind == kind) return std::move(*reply);
    VUORO_ASSIGN(const std::size_t count, link.read(buffer, deadline));
    replies_.feed(std::span(buffer).first(count));
  }
}

Result<void> EscposPrinter::confirm(ByteLink& link, const Deadline& deadline) {
  return profile_.confirmation == PrintConfirmation::realtime_only ? confirm_by_settling(link, deadline)
                                                                   : confirm_in_order(link, deadline);
}

// The question stands in the line behind the job, so its answer says that the job was processed. Meanwhile
// real-time status tells whether printing has stopped; then there is nothing to wait for.
Result<void> EscposPrinter::confirm_in_order(ByteLink& link, const Deadline& deadline) {
  const bool by_id = profile_.confirmation == PrintConfirmation::process_id;
  const std::string id = next_id();
  // Epson ESC/POS GS ( H, function 48: transmit the process id; GS r 1: transmit the paper sensor status.
  const std::string question =
      by_id ? std::string("\x1d(H\x06\x00\x30\x30", 7) + id : std::string("\x1dr\x01");
  if (const auto asked = link.write(as_bytes(question), deadline); !asked.result)
    return unknown(asked.result.error().message);

  const auto wanted = by_id ? EscposReply::Kind::process_id : EscposReply::Kind::sensor;
  std::array<std::byte, 256> buffer;
  int stopped = 0;
  while (!deadline.passed()) {
    while (auto reply = replies_.next()) {
      if (reply->kind == wanted && (!by_id || reply->text == id)) return {};
      if (reply->kind == EscposReply::Kind::realtime)
        stopped = (reply->bits[0] & 0x08) == 0 ? 0 : stopped + 1;
    }
    if (stopped >= k_stopped_looks) return unknown(fmt::format("stopped: {}", name_of(ask(link, deadline))));
    const auto count = link.read(buffer, deadline.within(k_look_again));
    if (count) {
      replies_.feed(std::span(buffer).first(*count));
    } else if (count.error().code != Errc::timeout) {
      return unknown(count.error().message);
    } else if (const auto asked = link.write(k_are_you_online, deadline); !asked.result) {
      return unknown(asked.result.error().message);
    }
  }
  return unknown("no confirmation in time");
}

Result<void> EscposPrinter::confirm_by_settling(ByteLink& link, const Deadline& deadline) {
  const Deadline settled(clock_, profile_.settle);
  for (;;) {
    const PrinterStatus now = ask(link, deadline);
    if (!now.ready()) return unknown(fmt::format("then {}", name_of(now)));
    if (settled.passed()) return {};
    if (deadline.passed()) return unknown("no time to settle");
    // Reading is the wait: nothing is expected, and a broken line ends it at once.
    const auto quiet = wait_for(link, EscposReply::Kind::process_id, settled.within(k_look_again));
    if (!quiet && quiet.error().code != Errc::timeout) return unknown(quiet.error().message);
  }
}

/// Four printable characters, different from those of the jobs before.
std::string EscposPrinter::next_id() {
  std::string id;
  for (std::uint32_t left = ++jobs_; id.size() < 4; left /= 64)
    id.push_back(static_cast<char>('0' + left % 64));
  return id;
}

Result<std::unique_ptr<Printer>> make_printer(std::string_view uri, const PrinterProfile& profile,
                                              const Clock& clock) {
  VUORO_ASSIGN(LinkOpener open, make_link_opener(uri));
  return std::make_unique<EscposPrinter>(std::move(open), profile, clock);
}

}  // namespace vuoro::drivers
