#include "ui/gallery/specimens.h"

#include <vector>

#include "ui/ui.h"

namespace vuoro::ui::gallery {
namespace {

using enum Condition;
using Text = std::string;

constexpr std::array k_samples = {
    Sample{"en",
           false,
           "English",
           "Take a queue number",
           "For service at a counter today",
           "6 people are waiting",
           "Continue",
           "Cancel",
           "E-mail or phone number",
           "The number is too short.",
           "How did your visit go?",
           {"Very badly", "Badly", "So-so", "Well", "Very well"}},
    Sample{"fi",
           false,
           "suomi",
           "Ota vuoronumero",
           "Palveluun tiskillä tänään",
           "6 henkilöä odottaa",
           "Jatka",
           "Peruuta",
           "Sähköposti tai puhelinnumero",
           "Numero on liian lyhyt.",
           "Miten asiointisi sujui?",
           {"Erittäin huonosti", "Huonosti", "Kohtalaisesti", "Hyvin", "Erittäin hyvin"}},
    Sample{"sv",
           false,
           "svenska",
           "Ta ett könummer",
           "För service vid en disk i dag",
           "6 personer väntar",
           "Fortsätt",
           "Avbryt",
           "E-post eller telefonnummer",
           "Numret är för kort.",
           "Hur gick ditt besök?",
           {"Mycket dåligt", "Dåligt", "Sådär", "Bra", "Mycket bra"}},
    Sample{"ru",
           false,
           "русский",
           "Взять номер в очереди",
           "На приём к специалисту сегодня",
           "Ожидают 6 человек",
           "Продолжить",
           "Отменить",
           "Эл. почта или телефон",
           "Номер слишком короткий.",
           "Как прошёл ваш визит?",
           {"Очень плохо", "Плохо", "Так себе", "Хорошо", "Очень хорошо"}},
    Sample{"ar",
           true,
           "العربية",
           "خذ رقم دور",
           "للخدمة عند المكتب اليوم",
           "ينتظر 6 أشخاص",
           "متابعة",
           "إلغاء",
           "البريد الإلكتروني أو الهاتف",
           "الرقم قصير جدا.",
           "كيف كانت زيارتك؟",
           {"سيئة جدا", "سيئة", "متوسطة", "جيدة", "جيدة جدا"}},
    Sample{"zh",
           false,
           "中文",
           "取号排队",
           "今天在柜台办理",
           "6 人在等候",
           "继续",
           "取消",
           "电子邮箱或电话号码",
           "号码太短。",
           "您的来访顺利吗？",
           {"很差", "差", "一般", "好", "很好"}},
};

Text text_of(std::string_view words) {
  return Text(words);
}

void draw_button(Context& context, const Sample& s, Condition is, ButtonKind kind) {
  button(context, "it",
         {.label = text_of(s.action), .icon = Icon::check, .kind = kind, .disabled = is == disabled});
}

void draw_field(Context& context, const Sample& s, Condition is) {
  TextEdit edit;
  if (is == error) edit.set("12");
  text_field(context, "it",
             {.label = text_of(s.field),
              .hint = text_of(s.title),
              .icon = Icon::phone,
              .active = is == focused,
              .error = is == error ? text_of(s.error) : Text()},
             edit);
}

void draw_choices(Context& context, const Sample& s, Condition is) {
  const std::array choices = {ChoiceSpec{.key = "a", .label = text_of(s.action), .disabled = is == disabled},
                              ChoiceSpec{.key = "b", .label = text_of(s.other), .disabled = is == disabled}};
  segmented(context, "it", s.question, choices, is == selected ? 0 : -1);
}

void draw_chips(Context& context, const Sample& s, Condition is) {
  const std::array choices = {ChoiceSpec{.key = "a", .label = text_of(s.action), .disabled = is == disabled},
                              ChoiceSpec{.key = "b", .label = text_of(s.other), .disabled = is == disabled}};
  chips(context, "it", s.question, choices, {is == selected, false});
}

void draw_rating(Context& context, const Sample& s, Condition is) {
  std::array<Text, 5> names;
  for (std::size_t i = 0; i < names.size(); ++i) names[i] = s.grades[i];
  rating(context, "it", s.question, names, is == selected ? 5 : 0);
}

void draw_days(Context& context, const Sample& s, Condition is) {
  std::vector<DaySpec> days;
  for (int i = 2; i < 6; ++i) {
    const Text day = std::to_string(i) + ".3.";
    days.push_back({.key = day, .weekday = "", .day = day, .label = day, .disabled = is == disabled});
  }
  day_chips(context, "it", s.question, days, is == selected ? 0 : -1, 4);
}

void draw_times(Context& context, const Sample& s, Condition is) {
  std::vector<TimeSpec> times;
  for (const char* time : {"9.00", "9.20", "9.40", "10.00"}) {
    times.push_back({.key = time, .label = time, .disabled = is == disabled});
  }
  time_slots(context, "it", s.question, times, is == selected ? 0 : -1);
}

void draw_card(Context& context, const Sample& s, Condition) {
  auto face = card(context, "it", {.label = text_of(s.title)});
  heading(context, "title", s.title, TextStyle::title);
  fact(context, "fact", {.icon = Icon::people, .label = text_of(s.subtitle), .value = text_of(s.status)});
}

constexpr std::array k_press = {rest, pressed, focused, disabled};
constexpr std::array k_choose = {rest, pressed, focused, disabled, selected};
constexpr std::array k_tick = {rest, pressed, focused, selected};
constexpr std::array k_write = {rest, focused, error};
constexpr std::array k_still = {rest};
constexpr std::array k_tell = {rest, selected, error};
constexpr std::array k_work = {loading};

constexpr std::array k_specimens = {
    Specimen{"button", k_press,
             [](Context& c, const Sample& s, Condition is) { draw_button(c, s, is, ButtonKind::primary); }},
    Specimen{"button-secondary", k_press,
             [](Context& c, const Sample& s, Condition is) { draw_button(c, s, is, ButtonKind::secondary); }},
    Specimen{"button-quiet", k_press,
             [](Context& c, const Sample& s, Condition is) { draw_button(c, s, is, ButtonKind::quiet); }},
    Specimen{"button-danger", k_press,
             [](Context& c, const Sample& s, Condition is) { draw_button(c, s, is, ButtonKind::danger); }},
    Specimen{"tile", k_press,
             [](Context& c, const Sample& s, Condition is) {
               tile(c, "it",
                    {.icon = Icon::ticket,
                     .title = text_of(s.title),
                     .subtitle = text_of(s.subtitle),
                     .status = text_of(s.status),
                     .disabled = is == disabled});
             }},
    Specimen{"tile-primary", k_press,
             [](Context& c, const Sample& s, Condition is) {
               tile(c, "it",
                    {.icon = Icon::ticket,
                     .title = text_of(s.title),
                     .subtitle = text_of(s.subtitle),
                     .status = text_of(s.status),
                     .primary = true,
                     .disabled = is == disabled});
             }},
    Specimen{"list-row", k_choose,
             [](Context& c, const Sample& s, Condition is) {
               list_row(c, "it",
                        {.icon = Icon::passport,
                         .title = text_of(s.title),
                         .subtitle = text_of(s.subtitle),
                         .badge = "6",
                         .disabled = is == disabled,
                         .selected = is == selected});
             }},
    Specimen{"segmented", k_choose, draw_choices},
    Specimen{"chips", k_choose, draw_chips},
    Specimen{
        "checkbox", k_tick,
        [](Context& c, const Sample& s, Condition is) { checkbox(c, "it", s.question, is == selected); }},
    Specimen{"rating", k_tick, draw_rating},
    Specimen{"days", k_choose, draw_days},
    Specimen{"times", k_choose, draw_times},
    Specimen{"text-field", k_write, draw_field},
    Specimen{"banner", k_tell,
             [](Context& c, const Sample& s, Condition is) {
               banner(c, "it",
                      {.kind = is == error      ? BannerKind::error
                               : is == selected ? BannerKind::success
                                                : BannerKind::info,
                       .title = text_of(s.title),
                       .text = text_of(is == error ? s.error : s.subtitle)});
             }},
    Specimen{"card", k_still, draw_card},
    Specimen{"figure", k_still,
             [](Context& c, const Sample& s, Condition) {
               figure(c, "it",
                      {.label = text_of(s.subtitle), .value = text_of(s.status), .icon = Icon::people});
             }},
    Specimen{"badge", k_tell,
             [](Context& c, const Sample& s, Condition is) {
               badge(c, "it", s.status,
                     is == error      ? BadgeKind::error
                     : is == selected ? BadgeKind::success
                                      : BadgeKind::neutral,
                     is == error      ? Icon::warning
                     : is == selected ? Icon::check
                                      : Icon::none);
             }},
    Specimen{"spinner", k_work, [](Context& c, const Sample& s, Condition) { spinner(c, "it", s.action); }},
    Specimen{"progress", k_work,
             [](Context& c, const Sample& s, Condition) { progress(c, "it", s.action, 0.6f); }},
};

}  // namespace

std::string_view name_of(Condition condition) {
  constexpr std::array<std::string_view, k_conditions.size()> names = {
      "rest", "pressed", "focused", "disabled", "selected", "error", "loading"};
  return names[static_cast<std::size_t>(condition)];
}

std::span<const Sample> samples() {
  return k_samples;
}
const Sample& sample_of(std::string_view language) {
  for (const Sample& one : k_samples) {
    if (one.language == language) return one;
  }
  return k_samples.front();
}

std::span<const Specimen> specimens() {
  return k_specimens;
}

}  // namespace vuoro::ui::gallery
