#include "ui/gallery/screens.h"

#include <fmt/format.h>

#include "ui/ui.h"

namespace vuoro::ui::gallery {
namespace {

void home(Context& context, State& state) {
  auto head = page(context, "home",
                   {.title = "How can we help you?",
                    .subtitle = "Touch what you came for",
                    .footer_height = context.mm(66),
                    .hero = true,
                    .eyebrow = "Joint service point",
                    .corner = "9.41"});
  {
    auto content = head.content(Space::m);
    banner(context, "news",
           {.kind = BannerKind::info,
            .title = "Kela's desk closes at 15 today",
            .text = "The other desks are open until 16.15."});
    {
      const float cell =
          std::floor((remaining_height(context) - context.space(Space::m) - context.space(Space::s)) / 2);
      auto window = scroll(context, "jobs_window");
      auto jobs = grid(context, {.columns = 2, .gap = Space::m, .cell_height = cell});
      tile(context, "ticket",
           {.icon = Icon::ticket,
            .title = "Take a queue number",
            .subtitle = "Service today, without an appointment",
            .status = "6 waiting · about 15–25 min",
            .primary = true});
      tile(context, "appointment",
           {.icon = Icon::calendar,
            .title = "Appointment",
            .subtitle = "Book a time, or tell that you have arrived",
            .status = "Next free: today 13.15"});
      tile(context, "guidance",
           {.icon = Icon::guidance,
            .title = "Find a service or an answer",
            .subtitle = "Search in your own words"});
      tile(context, "feedback",
           {.icon = Icon::feedback, .title = "Give feedback", .subtitle = "One touch is enough"});
    }
  }
  {
    auto footer = head.footer(Space::m);
    const ChoiceSpec languages[] = {{.key = "fi", .label = "Suomi"},
                                    {.key = "sv", .label = "Svenska"},
                                    {.key = "en", .label = "English"},
                                    {.key = "uk", .label = "Українська"},
                                    {.key = "ar", .label = "العربية"}};
    if (const int chosen = language_bar(context, "languages", languages, state.language); chosen >= 0)
      state.language = chosen;
    button(
        context, "accessibility",
        {.label = "Larger text, contrast, speech", .icon = Icon::accessibility, .kind = ButtonKind::quiet});
  }
}

void lists(Context& context, State& state) {
  auto head = page(context, "services",
                   {.title = "Which service?",
                    .subtitle = "Choose by name, or search",
                    .step = "1/3",
                    .back = "Back",
                    .home = "Start"});
  auto content = head.content(Space::m);
  text_field(context, "search",
             {.label = "Search",
              .hint = "Passport, moving, child benefit…",
              .icon = Icon::search,
              .show_label = false,
              .active = false},
             state.search);
  const ChoiceSpec by[] = {{.key = "name", .label = "By name"},
                           {.key = "agency", .label = "By agency"},
                           {.key = "life", .label = "By situation"}};
  if (const int chosen = segmented(context, "by", "Order", by, state.segment); chosen >= 0)
    state.segment = chosen;
  auto list = scroll(context, "list", {.label = "Services", .gap = Space::s});
  struct Row {
    Icon icon;
    std::string_view title, subtitle, badge;
  };
  constexpr Row k_rows[] = {
      {Icon::passport, "Passport and identity card", "Police", "4 waiting"},
      {Icon::housing, "Moving to a new home", "Digital and Population Data Services Agency", ""},
      {Icon::family, "Child benefit and parents", "Kela", "2 waiting"},
      {Icon::money, "Tax card", "Tax Administration", "no queue"},
      {Icon::work, "Looking for work", "Employment services", "7 waiting"},
      {Icon::health, "Health insurance card", "Kela", ""},
      {Icon::immigration, "Residence permit", "Immigration Service", "11 waiting"},
      {Icon::education, "School and day care", "City", ""},
      {Icon::transport, "Parking permit", "City", ""},
      {Icon::building, "Building permit", "City", "by appointment"},
      {Icon::culture, "Library card", "City", ""}};
  int i = 0;
  for (const Row& row : k_rows) {
    list_row(context, fmt::format("service{}", i),
             {.icon = row.icon,
              .title = std::string(row.title),
              .subtitle = std::string(row.subtitle),
              .badge = std::string(row.badge),
              .disabled = i == 5,
              .selected = i == 1});
    ++i;
  }
}

QrMatrix example_code() {
  QrMatrix m;
  m.side = 29;
  m.dark.resize(29u * 29u);
  for (int y = 0; y < 29; ++y)
    for (int x = 0; x < 29; ++x) {
      const auto corner = [&](int cx, int cy) { return std::max(std::abs(x - cx), std::abs(y - cy)); };
      const int d = std::min({corner(3, 3), corner(25, 3), corner(3, 25)});
      m.dark[static_cast<std::size_t>(y * 29 + x)] =
          d <= 4 ? (d <= 1 || d == 3) : ((x * 7 + y * 13 + x * y) % 5) < 2;
    }
  return m;
}

void ticket(Context& context, State&) {
  auto head = page(context, "ticket",
                   {.title = "Your number",
                    .subtitle = "It is also on paper",
                    .home = "Start",
                    .footer_height = context.mm(36)});
  {
    auto content = head.content(Space::l);
    {
      auto face = card(context, "number", {.padding = Space::l, .gap = Space::s, .label = "Ticket"});
      text(context, "queue", "Passport and identity card",
           {.style = TextStyle::subtitle, .tone = Tone::soft, .align = Align::centre});
      const Rect box = take(context, context.mm(96));
      fit_text(context, "number", "A 127", box, {.tone = Tone::primary});
      {
        auto facts = grid(context, {.columns = 2, .gap = Space::m});
        fact(context, "ahead", {.icon = Icon::people, .label = "Ahead of you", .value = "6 people"});
        fact(context, "wait", {.icon = Icon::clock, .label = "Expected wait", .value = "15–25 min"});
        fact(context, "where", {.icon = Icon::counter, .label = "Counters", .value = "3, 4 and 5"});
        fact(context, "called",
             {.icon = Icon::speaker, .label = "You are called", .value = "on the display"});
      }
    }
    {
      auto phone = card(context, "phone", {.label = "On your phone"});
      auto parts = row(context, {.parts = {1, 1.5f}, .gap = Space::l});
      qr_code(context, "code", "QR code of the follow page", example_code(), next_width(context));
      auto words = column(context, {.gap = Space::s});
      heading(context, "title", "Follow on your phone", TextStyle::title);
      paragraph(context, "how",
                "Read the code with your camera. You see your place in the queue and may go for a coffee.",
                Tone::soft);
      badge(context, "private", "No name, no log-in", BadgeKind::success, Icon::lock);
    }
  }
  auto footer = head.footer();
  auto two = row(context, {.parts = {1, 1}});
  button(context, "again",
         {.label = "Print again", .icon = Icon::printer, .kind = ButtonKind::secondary, .large = true});
  button(context, "done", {.label = "Done", .icon = Icon::check, .large = true});
}

void booking(Context& context, State& state) {
  auto head = page(context, "booking",
                   {.title = "When would you like to come?",
                    .step = "2/4",
                    .back = "Back",
                    .home = "Start",
                    .footer_height = context.mm(36)});
  {
    auto content = head.content(Space::m);
    heading(context, "day", "Day", TextStyle::title);
    std::vector<DaySpec> days;
    constexpr std::string_view k_names[] = {"Mon", "Tue", "Wed", "Thu", "Fri"};
    for (int i = 0; i < 10; ++i) {
      const int free = (i * 7 + 3) % 9;
      days.push_back({.key = fmt::format("day{}", i),
                      .weekday = std::string(k_names[i % 5]),
                      .day = fmt::format("{}.3.", 2 + i + (i / 5) * 2),
                      .label = fmt::format("{} {} March", k_names[i % 5], 2 + i),
                      .note = free == 0 ? "full" : fmt::format("{} free", free),
                      .disabled = free == 0});
    }
    if (const int chosen = day_chips(context, "days", "Day", days, state.day); chosen >= 0)
      state.day = chosen;
    heading(context, "time", "Time", TextStyle::title);
    std::vector<TimeSpec> times;
    for (int i = 0; i < 16; ++i)
      times.push_back({.key = fmt::format("t{}", i),
                       .label = fmt::format("{}.{:02}", 9 + i / 3, i % 3 * 20),
                       .disabled = i % 6 == 4});
    if (const int chosen = time_slots(context, "times", "Time", times, state.time); chosen >= 0)
      state.time = chosen;
    if (checkbox(context, "remind", "Remind me by text message the day before", state.checked))
      state.checked = !state.checked;
    banner(context, "hint",
           {.kind = BannerKind::warning,
            .title = "Bring your identity card",
            .text = "Without it the application cannot be finished."});
  }
  auto footer = head.footer();
  auto two = row(context, {.parts = {1, 1}});
  button(context, "cancel", {.label = "Cancel", .kind = ButtonKind::secondary, .large = true});
  button(context, "confirm",
         {.label = "Continue", .icon = Icon::forward, .large = true, .icon_at_end = true});
}

void writing(Context& context, State& state) {
  auto head = page(context, "feedback",
                   {.title = "How was it today?",
                    .subtitle = "Thank you. You may stop here, or tell us more.",
                    .step = "2/2",
                    .back = "Back",
                    .footer_height = keyboard_height(context)});
  {
    auto content = head.content(Space::m);
    const std::array<std::string, 5> names = {"Very bad", "Bad", "So-so", "Good", "Very good"};
    if (const int grade = rating(context, "grade", "Grade", names, state.rating); grade > 0)
      state.rating = grade;
    const ChoiceSpec topics[] = {{.key = "wait", .label = "Waiting time"},
                                 {.key = "staff", .label = "Friendliness"},
                                 {.key = "clear", .label = "Clear advice"},
                                 {.key = "place", .label = "The place"}};
    chips(context, "topics", "What was it about?", topics, {false, true, false, false});
    text_field(context, "words", {.label = "In your own words", .hint = "Write here", .lines = 3},
               state.words);
    button(context, "send", {.label = "Send", .icon = Icon::check, .large = true});
  }
  auto footer = head.footer();
  keyboard(context, "keyboard", {.language = "fi", .capital_first = true}, state.words);
}

void parts(Context& context, State& state) {
  auto head = page(context, "parts", {.title = "Parts", .corner = "9.41", .narrow = true});
  {
    auto content = head.content(Space::m);
    {
      auto kinds = grid(context, {.columns = 3, .gap = Space::s});
      button(context, "primary", {.label = "Primary", .icon = Icon::check});
      button(context, "secondary", {.label = "Secondary", .kind = ButtonKind::secondary});
      button(context, "quiet", {.label = "Quiet", .icon = Icon::info, .kind = ButtonKind::quiet});
      button(context, "danger", {.label = "Cancel it", .kind = ButtonKind::danger});
      button(context, "off", {.label = "Disabled", .disabled = true});
      if (button(context, "open", {.label = "Dialog", .kind = ButtonKind::secondary})) state.dialog = true;
    }
    tile(context, "wide",
         {.icon = Icon::guidance,
          .title = "A wide tile",
          .subtitle = "Icon beside the words",
          .status = "Open until 16.15",
          .wide = true});
    {
      auto kinds = grid(context, {.columns = 3, .gap = Space::s});
      badge(context, "b1", "Neutral");
      badge(context, "b2", "Open", BadgeKind::success, Icon::check);
      badge(context, "b3", "Closing", BadgeKind::warning, Icon::clock);
      badge(context, "b4", "Closed", BadgeKind::error, Icon::close);
      badge(context, "b5", "New", BadgeKind::primary);
    }
    banner(context, "ok", {.kind = BannerKind::success, .title = "You have checked in"});
    banner(context, "error",
           {.kind = BannerKind::error,
            .title = "The printer has no paper",
            .text = "Your number is A 127. Photograph the screen, or read the code."});
    progress(context, "progress", "Updating content", state.share);
    {
      auto two = row(context, {.parts = {1, 1.4f}, .gap = Space::l});
      spinner(context, "spinner", "Looking for free times");
      number_pad(context, "pad", {}, state.pin_code);
    }
    {
      auto icons = grid(context, {.columns = 12, .gap = Space::xs});
      for (int i = 1; i <= static_cast<int>(Icon::passport); ++i)
        icon(context, fmt::format("i{}", i), static_cast<Icon>(i), context.mm(15), Tone::ink);
    }
  }
  if (state.dialog) {
    auto ask = dialog(context, "idle",
                      {.icon = Icon::clock,
                       .title = "Are you still there?",
                       .message = "We return to the start in 20 seconds and forget what you chose."});
    if (button(context, "stay", {.label = "I am still here", .large = true}) || ask.dismissed())
      state.dialog = false;
    button(context, "leave", {.label = "Finish", .kind = ButtonKind::quiet});
  }
}

constexpr Page k_pages[] = {{"home", home},       {"lists", lists},     {"ticket", ticket},
                            {"booking", booking}, {"writing", writing}, {"parts", parts}};

}  // namespace

std::span<const Page> pages() {
  return k_pages;
}

}  // namespace vuoro::ui::gallery
