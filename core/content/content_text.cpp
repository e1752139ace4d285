#include "core/content/content_text.h"

#include <algorithm>

#include "core/base/text.h"

namespace vuoro::content {
namespace {

bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

/// The length of "1. ", "2) ", "- ", "• " at the start of a line; 0 when it is no step.
std::size_t step_mark(std::string_view line) {
  for (const std::string_view dash : {"- ", "– ", "• ", "* ", "\u00b7 "}) {
    if (line.starts_with(dash)) return dash.size();
  }
  std::size_t at = 0;
  while (at < line.size() && at < 2 && line[at] >= '0' && line[at] <= '9') ++at;
  if (at == 0 || at + 1 >= line.size() || (line[at] != '.' && line[at] != ')')) return 0;
  if (!is_blank(line[at + 1])) return 0;  // "1.6.2025" is a date
  return at + 2;
}

template <class Visit>
void each_line(std::string_view text, const Visit& visit) {
  while (true) {
    const std::size_t end = text.find('\n');
    visit(trim(text.substr(0, end)));
    if (end == std::string_view::npos) return;
    text.remove_prefix(end + 1);
  }
}

}  // namespace

std::string tidy(std::string_view text) {
  const std::string cleaned = clean_text(text);
  std::string out;
  std::string plain;
  for (std::size_t at = 0; at < cleaned.size();) {
    const char32_t c = next_code_point(cleaned, at);
    const bool invisible = c == 0x200B || c == 0xFEFF || c == 0x2060 || c == 0x00AD;
    if (!invisible) append_utf8(plain, c == 0x00A0 ? U' ' : c);
  }
  int empty_lines = 0;
  each_line(plain, [&](std::string_view line) {
    if (line.empty()) {
      ++empty_lines;
      return;
    }
    if (!out.empty()) out += empty_lines > 0 ? "\n\n" : "\n";
    empty_lines = 0;
    out += line;
  });
  return out;
}

std::string tidy_line(std::string_view text) {
  std::string out;
  for (const char c : tidy(text)) {
    const char plain = c == '\n' || c == '\t' ? ' ' : c;
    if (plain != ' ' || (!out.empty() && out.back() != ' ')) out += plain;
  }
  return out;
}

std::string first_sentence(std::string_view text, std::size_t bytes_max) {
  const std::string paragraph(text.substr(0, text.find('\n')));
  std::size_t end = paragraph.size();
  for (std::size_t at = 20; at + 2 < paragraph.size(); ++at) {
    const bool stop = paragraph[at] == '.' || paragraph[at] == '!' || paragraph[at] == '?';
    const auto next = static_cast<unsigned char>(paragraph[at + 2]);
    // A capital (or a letter beyond ASCII) follows a sentence; "esim. passi" and "1. luokka" go on.
    const bool digit_before = paragraph[at - 1] >= '0' && paragraph[at - 1] <= '9';
    if (stop && !digit_before && paragraph[at + 1] == ' ' && ((next >= 'A' && next <= 'Z') || next >= 0xC3)) {
      end = at + 1;
      break;
    }
  }
  std::string sentence = paragraph.substr(0, end);
  if (sentence.size() <= bytes_max) return sentence;
  sentence = std::string(truncate_utf8(sentence, bytes_max - 4));
  const std::size_t blank = sentence.rfind(' ');
  if (blank != std::string::npos && blank > bytes_max / 2) sentence.resize(blank);
  return sentence + " …";
}

std::vector<std::string> split_list(std::string_view text) {
  std::vector<std::string> out;
  while (!text.empty()) {
    const std::size_t end = text.find_first_of(",;\n");
    std::string word = tidy_line(text.substr(0, end));
    if (!word.empty() && word.size() <= 200) out.push_back(std::move(word));
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return out;
}

void add_paragraph(std::string& text, std::string_view paragraph) {
  if (paragraph.empty() || text.find(paragraph) != std::string::npos) return;
  if (!text.empty()) text += "\n\n";
  text += paragraph;
}

Steps split_steps(std::string_view process) {
  Steps out;
  const std::string text = tidy(process);
  bool any_step = false;
  each_line(text, [&](std::string_view line) { any_step = any_step || step_mark(line) > 0; });
  bool in_step = false;
  bool new_paragraph = true;
  each_line(text, [&](std::string_view line) {
    if (line.empty()) {
      in_step = false;
      new_paragraph = true;
      return;
    }
    const std::size_t mark = step_mark(line);
    if (!any_step || mark > 0) {
      if (!out.steps.empty()) out.steps += '\n';
      out.steps += trim(line.substr(mark));
      in_step = any_step;
    } else if (in_step) {
      out.steps += ' ';  // a step that goes on on the next line
      out.steps += line;
    } else {
      if (!out.explanation.empty()) out.explanation += new_paragraph ? "\n\n" : "\n";
      out.explanation += line;
    }
    new_paragraph = false;
  });
  return out;
}

std::string web_address(std::string_view text) {
  const std::string address = tidy_line(text);
  const bool web = address.starts_with("https://") || address.starts_with("http://");
  return web && address.size() <= 2000 && address.find(' ') == std::string::npos ? address : std::string();
}

std::string optional_text(ObjectReader& reader, std::string_view field) {
  return tidy(reader.text_if(field, k_outside_text_bytes_max).value_or(""));
}

void put_text(LocalizedText& text, const std::string& language, std::string value) {
  if (!value.empty() && !language.empty()) text.try_emplace(language, std::move(value));
}

void put_word(LocalizedWords& words, const std::string& language, std::string word) {
  if (word.empty() || language.empty()) return;
  auto& list = words[language];
  if (std::find(list.begin(), list.end(), word) == list.end()) list.push_back(std::move(word));
}

}  // namespace vuoro::content
