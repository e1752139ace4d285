// import_errands and search_keystroke: what the guidance search costs on real and on many services.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <iostream>
#include <sstream>

#include "core/base/random.h"
#include "core/content/csv_services.h"
#include "core/content/guidance_index.h"
#include "core/content/tpr.h"
#include "tests/support/paths.h"

namespace {

using namespace vuoro;
using namespace vuoro::content;
using Clock = std::chrono::steady_clock;

double ms_since(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

std::string slurp(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

[[noreturn]] void give_up(const Error& error) {
  std::cerr << "content_bench: " << error.to_string() << "\n";
  std::exit(1);
}
template <class T>
T need(Result<T> result) {
  if (!result) give_up(result.error());
  return std::move(*result);
}
void need(const Result<void>& result) {
  if (!result) give_up(result.error());
}

std::vector<Service> services_of(const Imported& imported) {
  std::vector<Service> out;
  for (const auto& entry : imported.records) {
    if (entry.collection == "service") out.push_back(need(decode<Service>(entry.record)));
  }
  return out;
}

void print_line(std::string_view name, double value, std::string_view unit, const std::vector<double>& runs,
                std::string_view baseline = {}, double baseline_value = 0) {
  json::object line{{"name", name}, {"value", value}, {"unit", unit}};
  if (!baseline.empty()) {
    line["baseline"] = baseline;
    line["baseline_value"] = baseline_value;
    line["ratio"] = baseline_value > 0 ? value / baseline_value : 0.0;
  }
  line["runs"] = json::value_from(runs);
  std::cout << json::serialize(line) << std::endl;
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}
double percentile(std::vector<double>& values, double part) {
  std::sort(values.begin(), values.end());
  return values[std::min(values.size() - 1,
                         static_cast<std::size_t>(part * static_cast<double>(values.size())))];
}

/// 478 errands from their JSON into records and the search index of one database, in one durable transaction.
double import_once(const std::string& document, const std::filesystem::path& file) {
  auto database = need(sqlite::Database::open(file));
  const PlainWordForms forms;
  const auto start = Clock::now();
  const auto imported = need(read_tpr(document));
  need(database.execute(
      "CREATE TABLE record (collection TEXT, id BLOB, body TEXT, PRIMARY KEY (collection, id)) STRICT"));
  auto index = need(GuidanceIndex::open(database, forms));
  auto transaction = need(sqlite::Transaction::begin(database));
  for (const auto& entry : imported.records) {
    need(database.run("INSERT INTO record VALUES (?, ?, ?)", entry.collection, entry.id,
                      json::serialize(entry.record)));
  }
  need(index.put_all(services_of(imported)));
  need(transaction.commit());
  return ms_since(start);
}

/// Synthetic services whose words and lengths are those of the real ones, shuffled: common words stay common.
std::vector<Service> synthetic(const std::vector<Service>& real, std::size_t count) {
  SeededRandom random(20260305);
  std::vector<std::string> name_words;
  std::vector<std::string> text_words;
  for (const auto& service : real) {
    for (auto& word : split_words(text_in(service.name, "fi"), 50)) name_words.push_back(std::move(word));
    for (const auto* text : {&service.summary, &service.description}) {
      for (auto& word : split_words(text_in(*text, "fi"), 400)) text_words.push_back(std::move(word));
    }
  }
  const auto some = [&](const std::vector<std::string>& words, std::size_t n) {
    std::string out;
    for (std::size_t i = 0; i < n; ++i) out += words[random.below(words.size())] + " ";
    return out;
  };
  std::vector<Service> out;
  for (std::size_t i = 0; i < count; ++i) {
    Service service;
    service.id = Uuid::from_name(fmt::format("synthetic:{}", i));
    service.name = {{"fi", some(name_words, 1 + random.below(5))}};
    service.summary = {{"fi", some(text_words, 8 + random.below(12))}};
    service.description = {{"fi", some(text_words, 30 + random.below(90))}};
    service.keywords = {{"fi", {some(name_words, 1), some(name_words, 1)}}};
    out.push_back(std::move(service));
  }
  return out;
}

std::vector<std::string> queries(const std::vector<Service>& real) {
  std::vector<std::string> out = {"passin hakeminen",
                                  "päivähoito",
                                  "palvelu",
                                  "kaupungin palvelut",
                                  "rakennuslupa hakemus",
                                  "asumistuki",
                                  "tyottomyys",
                                  "ajanvaraus",
                                  "kirjaston kortti",
                                  "lasten ja nuorten palvelut",
                                  "muuttoilmoitus",
                                  "ja",
                                  "on se",
                                  "avustuksen hakeminen yhdistykselle",
                                  "pysäköinti",
                                  "verokortti",
                                  "xyzzy palvelu",
                                  "hakemuksen tekeminen verkossa"};
  for (std::size_t i = 0; i < real.size(); i += real.size() / 30 + 1) {
    out.push_back(std::string(first_characters(text_in(real[i].name, "fi"), 30)));
  }
  return out;
}

struct Typed {
  std::vector<double> times;
  std::string slowest;
};

/// Types every query letter by letter.
Typed type_all(const GuidanceIndex& index, const std::vector<std::string>& texts) {
  Typed typed;
  double worst = 0;
  for (const auto& text : texts) {
    for (std::size_t n = 1; n <= count_characters(text); ++n) {
      const auto so_far = first_characters(text, n);
      const auto start = Clock::now();
      static_cast<void>(need(index.search(so_far, "fi", 20)));
      typed.times.push_back(ms_since(start));
      if (typed.times.back() > worst) {
        worst = typed.times.back();
        typed.slowest = so_far;
      }
    }
  }
  return typed;
}

void measure_typing(const std::string& name, const std::vector<Service>& services,
                    const std::vector<std::string>& texts, bool headline) {
  auto database = need(sqlite::Database::open(":memory:"));
  const test::TempDir dir;
  database = need(sqlite::Database::open(dir.path() / "guidance.db"));
  const PlainWordForms forms;
  auto index = need(GuidanceIndex::open(database, forms));
  const auto start = Clock::now();
  auto transaction = need(sqlite::Transaction::begin(database));
  need(index.put_all(services));
  need(transaction.commit());
  const double built = ms_since(start);
  std::vector<double> runs;
  Typed typed;
  for (int run = 0; run < 3; ++run) {
    typed = type_all(index, texts);
    runs.push_back(percentile(typed.times, 0.99));
  }
  std::cerr << fmt::format(
      "{}: {} services, {} keystrokes, index built in {:.0f} ms, median {:.2f} ms, p99 {:.2f} ms, worst "
      "{:.2f} ms "
      "(\"{}\")\n",
      name, services.size(), typed.times.size(), built, median(typed.times), median(runs), typed.times.back(),
      typed.slowest);
  if (!headline) return print_line(name, median(runs), "ms p99", runs);
  // What it would cost to let FTS5 rank everything that two letters match.
  std::vector<double> plain;
  for (const std::string prefix : {"pa", "ka", "ha"}) {
    const auto begin = Clock::now();
    auto rows = need(database.query(
        "SELECT rowid FROM guidance_fi WHERE guidance_fi MATCH ? ORDER BY bm25(guidance_fi) LIMIT 20",
        "\"" + prefix + "\" *"));
    while (need(rows.step())) {
    }
    plain.push_back(ms_since(begin));
  }
  print_line(name, median(runs), "ms p99", runs, "FTS5 bm25 over all that two letters match", median(plain));
}

}  // namespace

int main() {
  const auto data = test::shared_data_dir();
  if (!data) {
    std::cerr << "content_bench: the shared data folder is absent; nothing is measured\n";
    return 0;
  }
  const std::string errands = slurp(*data / "helsinki-tpr/errandservices.json");
  std::vector<double> imports;
  for (int run = 0; run < 5; ++run) {
    const test::TempDir dir;
    imports.push_back(import_once(errands, dir.path() / "import.db"));
  }
  print_line("import_errands", median(imports), "ms", imports);

  std::vector<Service> services = services_of(need(read_tpr(errands)));
  const auto texts = queries(services);
  measure_typing("search_keystroke_tpr", services, texts, false);
  for (auto& service :
       services_of(need(read_services_csv(slurp(*data / "services-fi/ptv_services_fi.csv"))))) {
    services.push_back(std::move(service));
  }
  measure_typing("search_keystroke_real", services, texts, false);
  for (auto& service : synthetic(services, 30'000 - services.size())) services.push_back(std::move(service));
  measure_typing("search_keystroke", services, texts, true);
  return 0;
}
