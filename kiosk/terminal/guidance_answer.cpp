// An answer a person can use, and how to take it along: to this lobby's queue, to a booking, to paper, to the
// phone.
#include "kiosk/paper/slips.h"
#include "kiosk/terminal/no_number.h"
#include "kiosk/terminal/qr.h"
#include "kiosk/terminal/screens.h"
#include "kiosk/terminal/terminal.h"

namespace vuoro::kiosk {
namespace {

/// Steps, one a line, with their numbers; a single one needs none.
std::string numbered(const std::string& steps) {
  if (steps.find('\n') == std::string::npos) return steps;
  std::string out;
  int number = 0;
  for (std::size_t from = 0; from < steps.size();) {
    const std::size_t end = std::min(steps.find('\n', from), steps.size());
    if (end > from) {
      ++number;
      out += (number > 1 ? "\n" : "") + std::to_string(number) + ". " + steps.substr(from, end - from);
    }
    from = end + 1;
  }
  return out;
}

class AnswerScreen final : public Screen {
 public:
  explicit AnswerScreen(const Uuid& service_id) : service_id_(service_id) {}

  void draw(ui::Context& ui, Terminal& t) override {
    const Lobby lobby = t.lobby();
    const Service* service = lobby.service(service_id_);
    if (service == nullptr) return t.back();
    const Queue* queue = service->queue_id ? lobby.queue(*service->queue_id) : nullptr;
    const Queue* takes = queue != nullptr && gives_number(t, queue->id, service_id_) ? queue : nullptr;
    const bool books =
        service->appointment && (!lobby.free_slots(service_id_).empty() || lobby.times_withheld(service_id_));
    const Organization* agency = lobby.organization(service->organization_id);
    ui::PageSpec head = t.head(lobby.in(service->name));
    head.subtitle = agency == nullptr ? "" : lobby.in(agency->name);
    const int here = takes != nullptr && books && large(ui) ? 2 : takes != nullptr || books ? 1 : 0;
    head.footer_height = Terminal::footer_height(ui, 1 + here);
    head.reading = true;
    auto page = ui::page(ui, "answer", head);
    t.follow(page);
    {
      auto content = page.content();
      auto room = ui::scroll(ui, "answer");
      draw_answer(ui, t, lobby, *service, queue);
    }
    {
      auto footer = page.footer();
      draw_here(ui, t, takes, books);
      draw_along(ui, t, lobby, *service);
    }
    if (phone_) draw_phone(ui, t, lobby, *service);
  }

 private:
  /// Large letters want the whole width: one button below the other.
  static bool large(const ui::Context& ui) { return ui.view().text_scale >= 1.5f; }

  static void part(ui::Context& ui, const std::string& key, const std::string& title,
                   const std::string& words) {
    if (words.empty()) return;
    ui::heading(ui, key + "-title", title, ui::TextStyle::subtitle);
    ui::paragraph(ui, key, words);
  }

  static void draw_answer(ui::Context& ui, const Terminal& t, const Lobby& lobby, const Service& service,
                          const Queue* queue) {
    const Language& l = lobby.l();
    if (const auto words = lobby.in(service.summary); !words.empty()) {
      ui::text(ui, "summary", words, {.style = ui::TextStyle::strong});
    }
    if (queue != nullptr) draw_queue(ui, t, lobby, *queue, service.id);
    part(ui, "do", l.t("What to do"), numbered(lobby.in(service.what_to_do)));
    part(ui, "bring", l.t("Bring with you"), lobby.in(service.bring));
    if (const auto cost = lobby.in(service.cost); !cost.empty()) {
      ui::fact(ui, "cost", {.icon = ui::Icon::euro, .label = l.t("Price"), .value = cost});
    }
    if (!service.languages.empty()) {
      ui::fact(ui, "languages",
               {.icon = ui::Icon::language,
                .label = l.t("Service languages"),
                .value = lobby.languages(service.languages)});
    }
    int index = 0;
    for (const Uuid& id : service.channel_ids) {
      const auto found = lobby.view().content->channels.find(id);
      if (found != lobby.view().content->channels.end())
        draw_channel(ui, lobby, found->second, queue, ++index);
    }
    part(ui, "more", l.t("More about this"), lobby.in(service.description));
  }

  /// How this very lobby stands for it now.
  static void draw_queue(ui::Context& ui, const Terminal& t, const Lobby& lobby, const Queue& queue,
                         const Uuid& service_id) {
    const QueueNow now = lobby.queue_now(queue);
    const std::string here = lobby.l().t("At this service point");
    auto card = ui::card(ui, "here", {.label = here, .fill = ui.theme().colours.primary_soft});
    ui::fact(ui, "queue",
             {.icon = now.open() ? ui::Icon::people : ui::Icon::clock,
              .label = here + ": " + lobby.in(queue.name),
              .value = queue_words(t, lobby, queue, now, service_id)});
  }

  /// Whether the channel is the place we stand in.
  static bool is_here(const Lobby& lobby, const ServiceChannel& channel) {
    const Site& site = lobby.view().site;
    return channel.kind == ChannelKind::location && !lobby.in(site.address).empty() &&
           lobby.in(channel.address) == lobby.in(site.address);
  }

  static void draw_channel(ui::Context& ui, const Lobby& lobby, const ServiceChannel& channel,
                           const Queue* queue, int index) {
    const Language& l = lobby.l();
    const std::string name = lobby.in(channel.name);
    auto card = ui::card(ui, "channel-" + std::to_string(index), {.label = name});
    ui::heading(ui, "name", name, ui::TextStyle::subtitle);
    if (!channel.phone.empty()) {
      std::string phone = channel.phone;
      if (const auto cost = lobby.in(channel.phone_cost); !cost.empty()) phone += "\n" + cost;
      ui::fact(ui, "phone", {.icon = ui::Icon::phone, .label = l.t("Phone"), .value = phone});
    }
    if (const auto address = lobby.in(channel.address); !address.empty()) {
      ui::fact(ui, "address", {.icon = ui::Icon::pin, .label = l.t("Address"), .value = address});
    }
    if (const auto url = lobby.in(channel.url); !url.empty()) {
      ui::fact(ui, "web", {.icon = ui::Icon::web, .label = l.t("Online"), .value = url});
    }
    // Of the place we stand in, the queue itself knows best when it is open.
    const OpeningHours& kept =
        queue != nullptr && is_here(lobby, channel) ? lobby.hours_of(*queue) : channel.hours;
    if (hours_known(kept)) {
      std::string hours = lobby.opening(kept);
      if (const std::string weekly = lobby.weekly(kept); !weekly.empty()) hours += "\n" + weekly;
      ui::fact(ui, "hours", {.icon = ui::Icon::clock, .label = l.t("Opening hours"), .value = hours});
    }
  }

  /// What this very lobby can do about it.
  void draw_here(ui::Context& ui, Terminal& t, const Queue* queue, bool books) const {
    const Language& l = t.language();
    if (queue == nullptr && !books) return;
    const bool both = queue != nullptr && books && !large(ui);
    auto row = ui::row(ui, {.parts = both ? std::vector<float>{1, 1} : std::vector<float>{1}});
    if (queue != nullptr &&
        ui::button(ui, "take", {.label = l.t("Take a queue number"), .icon = ui::Icon::ticket})) {
      t.go(make_queue_screen(queue->id, service_id_));
    }
    if (books &&
        ui::button(ui, "book",
                   {.label = l.t("Book a time"),
                    .icon = ui::Icon::calendar,
                    .kind = queue != nullptr ? ui::ButtonKind::secondary : ui::ButtonKind::primary})) {
      t.go(make_booking_screen(service_id_));
    }
  }

  void draw_along(ui::Context& ui, Terminal& t, const Lobby& lobby, const Service& service) {
    const Language& l = t.language();
    const bool paper = t.paper().has_printer();
    const bool phone = !phone_text(lobby, service).empty();
    if (!paper && !phone) return;
    auto row = ui::row(ui, {.parts = paper && phone ? std::vector<float>{1, 1} : std::vector<float>{1}});
    if (phone &&
        ui::button(ui, "phone",
                   {.label = l.t("To my phone"), .icon = ui::Icon::qr, .kind = ui::ButtonKind::secondary})) {
      phone_ = true;
      ui.redraw_now();
    }
    if (!paper) return;
    const std::string label = printing_                                    ? l.t("Printing")
                              : !printed_                                  ? l.t("Print")
                              : printed_->outcome == PrintOutcome::printed ? l.t("Printed")
                                                                           : l.t("Not printed");
    if (ui::button(ui, "print",
                   {.label = label,
                    .icon = ui::Icon::printer,
                    .kind = ui::ButtonKind::secondary,
                    .disabled = printing_})) {
      printing_ = true;
      t.paper().print(answer_slip(lobby, service), while_here([this, &t](PrintAnswer answer) {
                        printing_ = false;
                        printed_ = answer;
                        t.wake();
                      }));
    }
  }

  /// The first web address of the service; else its phone number, which a phone's camera offers to call.
  static std::string phone_text(const Lobby& lobby, const Service& service) {
    std::string number;
    for (const Uuid& id : service.channel_ids) {
      const auto found = lobby.view().content->channels.find(id);
      if (found == lobby.view().content->channels.end()) continue;
      if (const std::string url = lobby.in(found->second.url); !url.empty()) return url;
      if (number.empty() && !found->second.phone.empty()) {
        for (const char c : found->second.phone) {
          if ((c >= '0' && c <= '9') || c == '+') number += c;
        }
      }
    }
    return number.empty() ? "" : "tel:" + number;
  }

  void draw_phone(ui::Context& ui, Terminal& t, const Lobby& lobby, const Service& service) {
    const Language& l = t.language();
    auto dialog = ui::dialog(ui, "to-phone",
                             {.icon = ui::Icon::qr,
                              .title = l.t("To my phone"),
                              .message = l.t("Point your phone's camera at the code.")});
    ui::qr_code(ui, "qr", l.t("QR code of this answer"), qr_matrix(phone_text(lobby, service)), ui.mm(90));
    if (ui::button(ui, "close", {.label = l.t("Close")}) || dialog.dismissed()) {
      phone_ = false;
      ui.redraw_now();
    }
    if (ui::button(ui, "home",
                   {.label = l.t("Home"), .icon = ui::Icon::home, .kind = ui::ButtonKind::secondary})) {
      t.home();
    }
  }

  Uuid service_id_;
  bool phone_ = false;
  bool printing_ = false;
  std::optional<PrintAnswer> printed_;
};

}  // namespace

ScreenPtr make_answer_screen(const Uuid& service_id) {
  return std::make_unique<AnswerScreen>(service_id);
}

}  // namespace vuoro::kiosk
