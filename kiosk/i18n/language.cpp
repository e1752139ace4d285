#include "kiosk/i18n/language.h"

#include <fmt/format.h>
#include <unicode/dtfmtsym.h>
#include <unicode/locid.h>

#include <array>
#include <boost/locale/generator.hpp>
#include <boost/locale/message.hpp>
#include <cmath>
#include <locale>
#include <mutex>
#include <set>

#include "core/base/log.h"
#include "ui/text/pseudo.h"

namespace vuoro::kiosk {
namespace {

constexpr const char* k_domain = "vuoro";

/// Languages Vuoro may ever speak; those with a catalogue are loaded. Swedish is always that of Finland.
constexpr auto k_known =
    std::to_array<std::string_view>({"fi", "sv", "en", "ru", "uk", "et", "ar", "fa", "so", "se"});

std::string utf8(const icu::UnicodeString& text) {
  std::string out;
  text.toUTF8String(out);
  return out;
}

std::string filled(std::string text, Values values) {
  for (const Named& value : values) {
    const std::string mark = "{" + std::string(value.name) + "}";
    for (std::size_t at = text.find(mark); at != std::string::npos;
         at = text.find(mark, at + value.value.size())) {
      text.replace(at, mark.size(), value.value);
    }
  }
  return text;
}

int icu_weekday(LocalDate day) {
  return static_cast<int>(std::chrono::weekday(std::chrono::sys_days(day)).c_encoding()) + 1;
}

}  // namespace

struct Language::Forms {
  using Messages = boost::locale::message_format<char>;

  explicit Forms(std::locale made, const std::string& tag)
      : locale(std::move(made)),
        messages(std::has_facet<Messages>(locale) ? &std::use_facet<Messages>(locale) : nullptr),
        domain(messages == nullptr ? 0 : messages->domain(k_domain)),
        icu_locale(tag.c_str(), "FI"),
        symbols(icu_locale, status) {}

  [[nodiscard]] const char* find(const char* id) const {
    return messages == nullptr ? nullptr : messages->get(domain, nullptr, id);
  }
  [[nodiscard]] std::string name(LocalDate day, icu::DateFormatSymbols::DtContextType context,
                                 icu::DateFormatSymbols::DtWidthType width) const {
    std::int32_t count = 0;
    const icu::UnicodeString* names = symbols.getWeekdays(count, context, width);
    const int index = icu_weekday(day);
    return names == nullptr || index >= count ? "" : utf8(names[index]);
  }

  std::locale locale;
  const Messages* messages;
  int domain;
  UErrorCode status = U_ZERO_ERROR;
  icu::Locale icu_locale;
  icu::DateFormatSymbols symbols;
};

namespace {

/// Texts asked for that a catalogue lacks, told once each; a few dozen are enough to see that it is old.
void tell_missing(const std::string& tag, const char* id) {
  constexpr std::size_t k_told_max = 50;
  static std::mutex lock;
  static std::set<std::string> told;
  const std::scoped_lock hold(lock);
  if (told.size() < k_told_max && told.insert(tag + ": " + id).second)
    log::warn("translation_missing", {{"language", tag}, {"text", id}});
}

}  // namespace

Language::Language(std::string tag, std::unique_ptr<Forms> forms)
    : tag_(std::move(tag)), forms_(std::move(forms)) {
  icu::UnicodeString name;
  const icu::Locale bare(tag_.c_str());
  name = bare.getDisplayName(bare, name);
  own_name_ = utf8(name.toTitle(nullptr, bare));
}

Language::~Language() = default;

bool Language::right_to_left() const {
  return tag_ == ui::k_pseudo_rtl || forms_->icu_locale.isRightToLeft() != 0;
}

std::string_view Language::comma() const {
  return tag_.starts_with("ar") || tag_.starts_with("fa") ? "، " : ", ";
}

bool Language::has(const char* id) const {
  return forms_->find(id) != nullptr;
}

std::string Language::t(const char* id, Values values) const {
  const char* found = forms_->find(id);
  if (found == nullptr) tell_missing(tag_, id);
  return filled(found == nullptr ? id : found, values);
}

std::string Language::n(const char* singular, const char* plural, std::int64_t count, Values values) const {
  const char* found = forms_->messages == nullptr
                          ? nullptr
                          : forms_->messages->get(forms_->domain, nullptr, singular, static_cast<int>(count));
  if (found == nullptr) {
    tell_missing(tag_, singular);
    found = count == 1 ? singular : plural;
  }
  return filled(filled(found, {{"count", std::to_string(count)}}), values);
}

std::string Language::date(LocalDate day) const {
  return fmt::format("{}.{}.{}", static_cast<unsigned>(day.day()), static_cast<unsigned>(day.month()),
                     static_cast<int>(day.year()));
}

std::string Language::day_and_month(LocalDate day) const {
  return fmt::format("{}.{}.", static_cast<unsigned>(day.day()), static_cast<unsigned>(day.month()));
}

std::string Language::weekday(LocalDate day) const {
  return forms_->name(day, icu::DateFormatSymbols::STANDALONE, icu::DateFormatSymbols::WIDE);
}

std::string Language::weekday_short(LocalDate day) const {
  std::string name =
      forms_->name(day, icu::DateFormatSymbols::STANDALONE, icu::DateFormatSymbols::ABBREVIATED);
  if (name.ends_with('.')) name.pop_back();
  return name;
}

std::string Language::on_weekday(LocalDate day) const {
  return t("on {weekday}",
           {{"weekday", forms_->name(day, icu::DateFormatSymbols::FORMAT, icu::DateFormatSymbols::WIDE)}});
}

std::string Language::long_date(LocalDate day) const {
  return weekday(day) + " " + date(day);
}

std::string Language::time(std::chrono::minutes since_midnight) const {
  return fmt::format("{}.{:02}", since_midnight.count() / 60, since_midnight.count() % 60);
}

std::string Language::at_time(std::chrono::minutes since_midnight) const {
  return t("at {time}", {{"time", time(since_midnight)}});
}

std::string Language::time_range(std::chrono::minutes from, std::chrono::minutes to) const {
  return time(from) + "–" + time(to);
}

std::string Language::wait(const WaitRange& range) const {
  if (range.high_minutes <= 0) return t("no wait");
  if (range.low_minutes >= range.high_minutes) {
    return t("about {minutes} min", {{"minutes", std::to_string(range.high_minutes)}});
  }
  if (range.low_minutes == 0)
    return t("under {minutes} min", {{"minutes", std::to_string(range.high_minutes)}});
  return t("about {low}–{high} min",
           {{"low", std::to_string(range.low_minutes)}, {"high", std::to_string(range.high_minutes)}});
}

std::string Language::distance(double metres) const {
  if (metres < 1000) return fmt::format("{} m", std::lround(metres / 10) * 10);
  const long tenths = std::lround(metres / 100);
  return fmt::format("{},{} km", tenths / 10, tenths % 10);
}

std::string Language::name_of_language(const std::string& tag) const {
  icu::UnicodeString name;
  const icu::Locale other(tag.c_str());
  if (other.isBogus() != 0) return tag;
  return utf8(other.getDisplayLanguage(forms_->icu_locale, name));
}

std::unique_ptr<Language> Languages::open(const std::string& tag, const std::string& catalogue) const {
  boost::locale::generator generator;
  generator.categories(boost::locale::category_t::message | boost::locale::category_t::information);
  generator.characters(boost::locale::char_facet_t::char_f);  // else all is read again, as wide characters
  generator.add_messages_path(folder_.string());
  generator.add_messages_domain(k_domain);
  try {
    auto forms = std::make_unique<Language::Forms>(generator(catalogue + "_FI.UTF-8"), catalogue);
    return std::unique_ptr<Language>(new Language(tag, std::move(forms)));
  } catch (const std::exception& error) {
    log::error("catalogue_not_loaded", {{"language", tag}, {"why", error.what()}});
    return nullptr;
  }
}

std::vector<std::string> Languages::in_folder(const std::filesystem::path& folder) {
  std::vector<std::string> out;
  for (const std::string_view known : k_known) {
    std::error_code ignored;
    if (std::filesystem::exists(folder / known / "LC_MESSAGES" / "vuoro.mo", ignored))
      out.emplace_back(known);
  }
  return out;
}

Result<Languages> Languages::load(const std::filesystem::path& folder) {
  Languages out;
  out.folder_ = folder;
  for (const std::string& tag : in_folder(folder))
    if (auto language = out.open(tag, tag)) out.all_.push_back(std::move(language));
  if (out.all_.empty()) {
    // The ids are English: a terminal without its catalogues still serves.
    log::error("no_catalogue", {{"folder", folder.string()}, {"shown_in", "en"}});
    out.folder_ = folder / "none";  // what lies there may be broken
    auto english = out.open("en", "en");
    if (!english) return fail(Errc::not_found, "no message catalogue in " + folder.string());
    out.all_.push_back(std::move(english));
  }
  return out;
}

void Languages::add_pseudo() {
  for (const std::string_view tag : {ui::k_pseudo_long, ui::k_pseudo_rtl})
    if (auto language = open(std::string(tag), "en")) all_.push_back(std::move(language));
}

const Language& Languages::of(std::string_view tag) const {
  const Language* english = nullptr;
  for (const auto& language : all_) {
    if (language->tag() == tag) return *language;
    if (language->tag() == "en") english = language.get();
  }
  return english != nullptr ? *english : *all_.front();
}

bool Languages::has(std::string_view tag) const {
  for (const auto& language : all_) {
    if (language->tag() == tag) return true;
  }
  return false;
}

}  // namespace vuoro::kiosk
