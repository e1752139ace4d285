#include "kiosk/i18n/catalogue.h"

#include <fmt/format.h>

#include <array>
#include <map>
#include <regex>
#include <set>

#include "core/base/text.h"

namespace vuoro::kiosk {
namespace {

/// How many forms a language has, and those that fit a single number, which need not name it ("one person").
struct Plurals {
  std::string_view language;
  std::size_t count;
  std::array<bool, 6> single;
};
constexpr Plurals k_plurals[] = {{"fi", 2, {true}},       {"sv", 2, {true}},
                                 {"en", 2, {true}},       {"et", 2, {true}},
                                 {"so", 2, {true}},       {"fa", 2, {true, false}},
                                 {"ru", 3, {}},           {"uk", 3, {}},
                                 {"se", 3, {true, true}}, {"ar", 6, {true, true, true}}};

const Plurals* plurals_of(std::string_view language) {
  for (const Plurals& one : k_plurals)
    if (one.language == language) return &one;
  return nullptr;
}

std::string unescaped(std::string_view quoted) {
  std::string out;
  for (std::size_t i = 0; i < quoted.size(); ++i) {
    if (quoted[i] != '\\' || i + 1 == quoted.size()) {
      out += quoted[i];
      continue;
    }
    const char next = quoted[++i];
    out += next == 'n' ? '\n' : next == 't' ? '\t' : next;
  }
  return out;
}

std::set<std::string> placeholders(const std::string& text) {
  static const std::regex k_name(R"(\{([A-Za-z_0-9]*)\})");
  std::set<std::string> out;
  for (auto it = std::sregex_iterator(text.begin(), text.end(), k_name); it != std::sregex_iterator(); ++it)
    out.insert((*it)[1]);
  return out;
}

bool has_direction_controls(const std::string& text) {
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = next_code_point(text, at);
    if ((c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069)) return true;
  }
  return false;
}

std::string named(const std::set<std::string>& names) {
  std::string out;
  for (const std::string& name : names) out += (out.empty() ? "{" : ", {") + name + "}";
  return out.empty() ? "none" : out;
}

class Reader {
 public:
  explicit Reader(Catalogue& out) : out_(out) {}

  void line(std::string_view text) {
    ++number_;
    if (!is_valid_utf8(text)) return say(number_, "not valid UTF-8");
    text = trim(text);
    if (text.empty()) return end();
    if (text.starts_with("#~")) return say(number_, "an obsolete message; delete it");
    if (text.starts_with("#")) {
      if (text.starts_with("#,") && text.find("fuzzy") != std::string_view::npos) now_.fuzzy = true;
      return;
    }
    std::size_t quote = text.find('"');
    if (quote == std::string_view::npos || text.size() < quote + 2 || !text.ends_with('"'))
      return say(number_, "neither a comment nor a quoted text");
    const std::string_view word = trim(text.substr(0, quote));
    const std::string words = unescaped(text.substr(quote + 1, text.size() - quote - 2));
    if (word == "msgid") {
      if (at_ != nullptr) end();
      now_.line = number_;
      at_ = &now_.id;
    } else if (word == "msgid_plural") {
      at_ = &now_.plural_id;
    } else if (word.starts_with("msgstr")) {
      now_.texts.emplace_back();
      at_ = &now_.texts.back();
    } else if (!word.empty()) {
      return say(number_, fmt::format("unknown word {}", word));
    }
    if (at_ == nullptr) return say(number_, "a text that belongs to no message");
    *at_ += words;
  }

  void end() {
    if (at_ != nullptr) check();
    now_ = {};
    at_ = nullptr;
  }

 private:
  void say(std::size_t line, const std::string& what) {
    out_.findings.push_back(fmt::format("{}:{}: {}", out_.file, line, what));
  }

  void check() {
    if (now_.id.empty()) return check_header();
    const std::string about = fmt::format("\"{}\": ", now_.id);
    if (!seen_.insert(now_.id).second) say(now_.line, about + "is here twice");
    if (now_.fuzzy) say(now_.line, about + "is marked fuzzy; check the translation and take the mark away");
    const std::size_t wanted = now_.plural_id.empty() ? 1 : forms_;
    if (now_.texts.size() != wanted)
      say(now_.line, about + fmt::format("has {} texts, not {}", now_.texts.size(), wanted));
    const std::set<std::string> names = [&] {
      std::set<std::string> all = placeholders(now_.id);
      all.merge(placeholders(now_.plural_id));
      return all;
    }();
    const Plurals* plurals = plurals_of(out_.language);
    for (std::size_t i = 0; i < now_.texts.size(); ++i) {
      const std::string& text = now_.texts[i];
      if (trim(text).empty()) {
        say(now_.line, about + "is not translated");
        continue;
      }
      std::set<std::string> used = placeholders(text);
      const bool single =
          !now_.plural_id.empty() && plurals != nullptr && i < plurals->single.size() && plurals->single[i];
      if (single && names.contains("count")) used.insert("count");
      if (used != names)
        say(now_.line, about + fmt::format("\"{}\" names {}, the original {}", text,
                                           named(placeholders(text)), named(names)));
      if (has_direction_controls(text))
        say(now_.line, about + "has direction controls; the toolkit sets them");
    }
    out_.messages.push_back(now_);
  }

  void check_header() {
    const std::string header = now_.texts.empty() ? "" : now_.texts.front();
    if (header.find("charset=UTF-8") == std::string::npos)
      say(now_.line, "the header's charset is not UTF-8");
    const Plurals* plurals = plurals_of(out_.language);
    std::smatch count;
    if (!std::regex_search(header, count, std::regex(R"(Plural-Forms: nplurals=(\d))"))) {
      say(now_.line, "the header has no Plural-Forms");
    } else {
      forms_ = static_cast<std::size_t>(std::stoi(count[1]));
      if (plurals == nullptr)
        say(now_.line, fmt::format("the plural forms of \"{}\" are not known to the check", out_.language));
      else if (forms_ != plurals->count)
        say(now_.line, fmt::format("{} plural forms; the language has {}", forms_, plurals->count));
    }
  }

  Catalogue& out_;
  Message now_;
  std::string* at_ = nullptr;
  std::size_t number_ = 0, forms_ = 2;
  std::set<std::string> seen_;
};

}  // namespace

Catalogue read_catalogue(const std::string& file, std::string_view bytes) {
  Catalogue out;
  out.file = file;
  const std::string name = file.substr(file.rfind('/') + 1);
  out.language = name.substr(0, name.find('.'));
  Reader reader(out);
  for (std::size_t at = 0; at <= bytes.size();) {
    const std::size_t end = std::min(bytes.find('\n', at), bytes.size());
    reader.line(bytes.substr(at, end - at));
    at = end + 1;
  }
  reader.end();
  if (out.messages.empty()) out.findings.push_back(file + ":1: no message in it");
  return out;
}

std::vector<CodeText> code_texts(const std::string& file, std::string_view source) {
  std::vector<CodeText> out;
  std::size_t line = 1;
  const CodeText* open = nullptr;  // a literal that the next one may continue
  for (std::size_t i = 0; i < source.size(); ++i) {
    const char c = source[i];
    if (c == '\n') ++line;
    if (c == ' ' || c == '\n' || c == '\t') continue;
    if (c == '/' && i + 1 < source.size() && source[i + 1] == '/') {
      while (i + 1 < source.size() && source[i + 1] != '\n') ++i;
      continue;
    }
    if (c == '\'' && i > 0 && std::isalnum(static_cast<unsigned char>(source[i - 1])) == 0) {
      for (++i; i < source.size() && source[i] != '\''; ++i)
        if (source[i] == '\\') ++i;
      open = nullptr;
      continue;
    }
    if (c == 'R' && source.substr(i + 1, 1) == "\"") {  // a raw text is never a message
      const std::size_t bracket = std::min(source.find('(', i), source.size());
      const std::string close =
          ")" + std::string(source.substr(i + 2, bracket - std::min(bracket, i + 2))) + "\"";
      const std::size_t end = std::min(source.find(close, bracket), source.size());
      for (; i < end; ++i) line += source[i] == '\n' ? 1 : 0;
      i = std::min(end + close.size() - 1, source.size());
      open = nullptr;
      continue;
    }
    if (c != '"') {
      open = nullptr;
      continue;
    }
    const std::size_t from = i + 1;
    for (++i; i < source.size() && source[i] != '"'; ++i)
      if (source[i] == '\\') ++i;
    const std::string text = unescaped(source.substr(from, std::min(i, source.size()) - from));
    if (open != nullptr) {
      out.back().text += text;
      continue;
    }
    std::string_view before = trim(source.substr(0, from - 1));
    bool asked = false;
    for (const std::string_view call : {"t(", "n(", "in_all("})
      if (before.ends_with(call)) {
        const std::string_view name = before.substr(0, before.size() - call.size());
        asked = asked || name.empty() ||
                (std::isalnum(static_cast<unsigned char>(name.back())) == 0 && name.back() != '_');
      }
    out.push_back({text, file, line, asked});
    open = &out.back();
  }
  return out;
}

std::vector<std::string> compare(const std::vector<Catalogue>& catalogues,
                                 const std::vector<CodeText>& code) {
  std::vector<std::string> out;
  std::map<std::string, std::string> first;  // where a message is met first
  std::map<std::string, std::set<std::string>> has;
  for (const Catalogue& catalogue : catalogues)
    for (const Message& message : catalogue.messages) {
      first.emplace(message.id, fmt::format("{}:{}", catalogue.file, message.line));
      has[catalogue.file].insert(message.id);
    }
  std::set<std::string> literals;
  for (const CodeText& text : code) literals.insert(text.text);
  for (const auto& [id, place] : first) {
    for (const Catalogue& catalogue : catalogues)
      if (!has[catalogue.file].contains(id))
        out.push_back(fmt::format("{}: \"{}\" is missing from {}", place, id, catalogue.file));
    if (!code.empty() && !literals.contains(id))
      out.push_back(fmt::format("{}: no code asks for \"{}\"", place, id));
  }
  for (const CodeText& text : code) {
    if (!text.asked_for) continue;
    for (const Catalogue& catalogue : catalogues)
      if (!has[catalogue.file].contains(text.text))
        out.push_back(
            fmt::format("{}:{}: \"{}\" is missing from {}", text.file, text.line, text.text, catalogue.file));
  }
  return out;
}

}  // namespace vuoro::kiosk
