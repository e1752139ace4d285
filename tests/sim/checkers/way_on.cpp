// No screen without a way on: wherever a person may stand, something can be pressed that leads on or back, or
// the page says that it waits, and does not wait long. Every refusal is a sentence in the person's language.
// A page that is left alone ends, and nothing of one person is ever shown to the next.
#include <fmt/format.h>

#include <algorithm>

#include "tests/sim/checkers.h"
#include "tests/sim/terminal.h"

namespace vuoro::test {
namespace {

using namespace std::chrono_literals;

/// What a page may wait for, and how long (core/sync/limits.h: the number's and the hold's budgets; the
/// printer's ten seconds and its work). Any other wait is one that nobody has thought about.
struct Wait {
  std::string_view key;
  Millis most;
};
constexpr std::array<Wait, 5> k_waits = {
    {{"taking", 1s}, {"asking", 1s}, {"booking", 1s}, {"holding", 6s}, {"printing", 15s}}};

/// A frame between two pages is no place to stand.
constexpr Millis k_glance{100};
/// 60 s, and 30 s of warning; looked at every 5 s. Where only a language was chosen nobody is asked.
constexpr Millis k_left_alone{97s}, k_left_at_start{67s};
/// A press on a way, or a refusal, shows within this time.
constexpr Millis k_shows{1'500};
/// A machine that starts has its picture from its disk; without one it needs the server.
constexpr Millis k_starts{60s};

/// Those of one program, in order.
std::map<std::pair<std::string, int>, std::vector<const Sight*>> by_program(const Told& told) {
  std::map<std::pair<std::string, int>, std::vector<const Sight*>> all;
  for (const auto& sight : told.screens.sights) all[{sight.device, sight.run}].push_back(&sight);
  return all;
}

std::string place(const Sight& sight) {
  return fmt::format("{} on \"{}\"", sight.device, sight.page);
}

bool contains(const std::vector<std::string>& all, std::string_view one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

/// How long `holds` is true from that sight on.
template <class Holds>
Millis stretch(const std::vector<const Sight*>& sights, std::size_t from, Holds holds) {
  std::size_t last = from;
  while (last + 1 < sights.size() && holds(*sights[last + 1])) ++last;
  return sights[last]->until - sights[from]->from;
}

/// The time in which this machine or its server could not serve.
Millis excused(const Told& told, const Sight& sight) {
  Millis sum{0};
  for (const auto& trouble : told.troubles) {
    if (trouble.who != sight.device && trouble.who != "server") continue;
    const auto from = std::max(trouble.from, sight.from), to = std::min(trouble.to, sight.until);
    if (to > from) sum += to - from;
  }
  return sum;
}

/// What the disk adds to a wait: a turn for what is asked, and one for what is answered.
Millis slowness(const Told& told, const Sight& sight, Millis waited) {
  const bool slow = std::any_of(told.slow_disks.begin(), told.slow_disks.end(), [&](const Trouble& one) {
    return one.who == sight.device && one.from < sight.from + waited && one.to > sight.from;
  });
  return slow ? 2 * k_slow_turn_most : Millis(0);
}

void judge_ways(Findings& found, const Told& told, const std::vector<const Sight*>& sights) {
  for (std::size_t i = 0; i < sights.size(); ++i) {
    const Sight& sight = *sights[i];
    const bool begins = i == 0 || !sights[i - 1]->ways.empty();
    if (sight.page == "out-of-service") {
      const bool says_where = std::any_of(sight.texts.begin(), sight.texts.end(), [](const ScreenText& one) {
        return one.key == "words" && one.text.find(' ') != std::string::npos;
      });
      if (!says_where) found.push_back(place(sight) + " nobody is told where to go");
      if (sight.until - sight.from > k_starts + excused(told, sight))
        found.push_back(fmt::format("{} for {} ms", place(sight), (sight.until - sight.from).count()));
    } else if (sight.ways.empty() && begins) {
      const auto none = stretch(
          sights, i, [](const Sight& next) { return next.ways.empty() && next.page != "out-of-service"; });
      if (sight.waits.empty() && none > k_glance)
        found.push_back(fmt::format("{} nothing leads on for {} ms", place(sight), none.count()));
    }
    for (const auto& wait : sight.waits) {
      if (wait == "starting" || (i > 0 && contains(sights[i - 1]->waits, wait))) continue;
      const auto time = stretch(sights, i, [&](const Sight& next) { return contains(next.waits, wait); });
      const auto* known =
          std::find_if(k_waits.begin(), k_waits.end(), [&](const Wait& one) { return one.key == wait; });
      if (known == k_waits.end())
        found.push_back(fmt::format("{} waits for \"{}\" without a bound", place(sight), wait));
      else if (time > known->most + slowness(told, sight, time))
        found.push_back(fmt::format("{} waits for \"{}\" for {} ms", place(sight), wait, time.count()));
    }
  }
}

void judge_idleness(Findings& found, const Sight& sight) {
  if (sight.page == "out-of-service" || !sight.waits.empty()) return;
  const bool start = sight.page == "home";
  if (start && sight.language == "fi") return;
  if (sight.untouched > (start ? k_left_at_start : k_left_alone))
    found.push_back(
        fmt::format("{} is left alone for {} ms and stays", place(sight), sight.untouched.count()));
}

/// An English text of the code's where the person reads another language.
bool is_untranslated(const Sight& sight, const ScreenText& one) {
  if (sight.language == "en" || one.key == "fi" || one.key == "sv" || one.key == "en") return false;
  if (sight.page == "out-of-service" && one.key == "words-en") return false;  // it says so in every language
  const auto& words = sim_words().of(sight.language);
  const char* id = one.text.c_str();
  return words.has(id) ? words.t(id) != one.text : sim_words().of("en").has(id);
}

void judge_words(Findings& found, const Sight& sight) {
  if (sight.page == "trouble" && sight.dialog.empty()) {
    const bool says = std::any_of(sight.texts.begin(), sight.texts.end(), [](const ScreenText& one) {
      return one.key == "what" && one.text.find(' ') != std::string::npos;
    });
    if (!says) found.push_back(place(sight) + " no word says what is the matter");
  }
  for (const auto& one : sight.texts) {
    if (is_untranslated(sight, one))
      found.push_back(fmt::format("{} in {}: \"{}\"", place(sight), sight.language, one.text));
  }
}

/// What the page says that it did not say before.
bool says_more(const Sight& after, const Sight& before) {
  return std::any_of(after.texts.begin(), after.texts.end(), [&](const ScreenText& one) {
    return one.text.find(' ') != std::string::npos &&
           std::find(before.texts.begin(), before.texts.end(), one) == before.texts.end();
  });
}

void judge_refusals(Findings& found, const Told& told,
                    const std::map<std::pair<std::string, int>, std::vector<const Sight*>>& programs) {
  for (const auto& refusal : told.screens.refusals) {
    const auto program = programs.find({refusal.device, refusal.run});
    if (program == programs.end()) continue;
    const Sight* before = nullptr;
    bool said = false, over = false;
    for (const auto* sight : program->second) {
      if (sight->from < refusal.at) before = sight;
      if (sight->from < refusal.at || sight->from > refusal.at + k_shows || before == nullptr) continue;
      said = said || says_more(*sight, *before);
      over = over || sight->page == "home";
    }
    // It stands there already, of a refusal just before.
    said = said || (before != nullptr && std::any_of(before->texts.begin(), before->texts.end(),
                                                     [](const auto& one) { return one.key == "failed"; }));
    // The program ended meanwhile.
    over = over || program->second.back()->until < refusal.at + k_shows;
    if (before != nullptr && before->page != "home" && !said && !over)
      found.push_back(fmt::format("{} {} is refused ({}) and nothing is said", place(*before), refusal.act,
                                  refusal.code));
  }
}

void judge_presses(Findings& found, const Told& told,
                   const std::map<std::pair<std::string, int>, std::vector<const Sight*>>& programs) {
  for (const auto& way : told.screens.ways_taken) {
    const auto program = programs.find({way.device, way.run});
    if (program == programs.end()) continue;
    const auto& sights = program->second;
    const bool leads = std::any_of(sights.begin(), sights.end(), [&](const Sight* sight) {
      return sight->from >= way.at && sight->from <= way.at + k_shows;
    });
    if (!leads && sights.back()->until > way.at + k_shows)
      found.push_back(fmt::format("{} on \"{}\": \"{}\" leads nowhere", way.device, way.page, way.key));
  }
}

std::string without_spaces(std::string text) {
  std::erase(text, ' ');
  return text;
}

/// What is one person's must not stand before another, and nothing of anybody at the start.
void judge_secrets(Findings& found, const Told& told) {
  const auto& visits = told.screens.visits;
  std::map<std::pair<int, bool>, std::set<std::string>> read;  // by visit, and whether at the start
  for (const auto& sight : told.screens.sights) {
    auto& texts = read[{sight.visit, sight.page == "home"}];
    for (const auto& one : sight.texts) {
      // Who takes a fourth number within a minute is asked whether the last one was theirs.
      if (!one.key.starts_with("doubt")) texts.insert(without_spaces(one.text));
    }
  }
  for (const auto& [where, texts] : read) {
    const auto& [visit, at_start] = where;
    const auto own = visit < 0 ? std::vector<std::string>() : visits[static_cast<std::size_t>(visit)].items;
    const auto shown = [&, &texts = texts](const std::string& item) {
      return std::any_of(texts.begin(), texts.end(),
                         [&](const std::string& text) { return text.find(item) != std::string::npos; });
    };
    for (const auto& other : visits) {
      for (const auto& item : other.items) {
        if (!at_start && contains(own, item)) continue;
        if (shown(item)) found.push_back(fmt::format("{} of {} stands before another", item, other.device));
      }
    }
    for (const auto& pin : told.screens.pins) {
      if (shown(pin)) found.push_back("a PIN can be read");
    }
  }
}

}  // namespace

Findings no_way_on(const Told& told, const Books&) {
  Findings found = told.screens.faults;
  const auto programs = by_program(told);
  for (const auto& [program, sights] : programs) judge_ways(found, told, sights);
  for (const auto& sight : told.screens.sights) {
    judge_idleness(found, sight);
    judge_words(found, sight);
  }
  judge_refusals(found, told, programs);
  judge_presses(found, told, programs);
  judge_secrets(found, told);
  return found;
}

}  // namespace vuoro::test
