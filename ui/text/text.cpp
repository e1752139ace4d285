#include "ui/text/text.h"

#include <cmath>
#include <list>
#include <unordered_map>

#include "core/base/text.h"
#include "ui/text/fonts.h"
#include "ui/text/prepare.h"
#include "ui/text/shape.h"

namespace vuoro::ui {
namespace {

std::string key_of(const TextRequest& r) {
  std::string key;
  key.reserve(r.text.size() + r.language.size() + 40);
  key.append(r.text).push_back('\0');
  key.append(r.language).push_back('\0');
  const auto put = [&key](auto v) { key.append(reinterpret_cast<const char*>(&v), sizeof v); };
  put(static_cast<std::int32_t>(std::lround(r.size_px * 64)));
  put(static_cast<std::int16_t>(r.weight));
  put(static_cast<std::int16_t>(std::lround(r.line_height * 256)));
  put(static_cast<std::int32_t>(std::lround(r.width * 4)));
  put(r.lines_max);
  put(r.align);
  put(r.direction);
  put(r.as_written);
  return key;
}

}  // namespace

struct TextEngine::Inner {
  Inner(std::unique_ptr<Fonts> all, const DictionaryFolders& dictionaries)
      : fonts(std::move(all)), hyphenation(dictionaries), shaper(*fonts, hyphenation) {}

  struct Entry {
    std::string key;
    TextLayout layout;
    [[nodiscard]] std::size_t bytes() const {
      return sizeof(Entry) + 64 + key.capacity() + layout.glyphs.capacity() * sizeof(GlyphAt);
    }
  };
  std::unique_ptr<Fonts> fonts;
  Hyphenation hyphenation;
  Shaper shaper;
  std::list<Entry> entries;  // most recently used first
  std::unordered_map<std::string_view, std::list<Entry>::iterator> index;
  std::size_t bytes = 0;
  std::uint64_t shaped = 0;
};

TextEngine::TextEngine(std::unique_ptr<Inner> inner) : inner_(std::move(inner)) {}
TextEngine::~TextEngine() = default;

Result<std::unique_ptr<TextEngine>> TextEngine::create(const TextPlaces& places) {
  std::unique_ptr<Fonts> fonts;
  VUORO_ASSIGN(fonts, Fonts::create(places.fonts));
  return std::unique_ptr<TextEngine>(
      new TextEngine(std::make_unique<Inner>(std::move(fonts), places.dictionaries)));
}

const TextLayout& TextEngine::layout(const TextRequest& request) {
  TextRequest r = request;
  // Nothing beyond this is laid out; one byte more tells the shaper that something is missing.
  r.text = r.text.substr(0, k_text_characters_max * 4 + 1);
  std::string key = key_of(r);
  auto& entries = inner_->entries;
  if (const auto known = inner_->index.find(key); known != inner_->index.end()) {
    entries.splice(entries.begin(), entries, known->second);
    return entries.front().layout;
  }
  ++inner_->shaped;
  entries.push_front({std::move(key), inner_->shaper.shape(r)});
  inner_->index.emplace(entries.front().key, entries.begin());
  inner_->bytes += entries.front().bytes();
  return entries.front().layout;
}

Point TextEngine::caret(const TextRequest& request, std::size_t offset) {
  return inner_->shaper.caret(request, offset);
}

Coverage TextEngine::rasterise(std::uint64_t key) {
  return inner_->fonts->rasterise(key);
}

void TextEngine::trim() {
  auto& entries = inner_->entries;
  while (entries.size() > k_layouts_max || inner_->bytes > k_layout_bytes_max) {
    inner_->bytes -= entries.back().bytes();
    inner_->index.erase(entries.back().key);
    entries.pop_back();
  }
  inner_->fonts->trim();
}

void TextEngine::rest() {
  inner_->fonts->rest();
  inner_->hyphenation.rest();
}

TextStats TextEngine::stats() const {
  const Inner& in = *inner_;
  return {.layouts = in.entries.size(),
          .layout_bytes = in.bytes,
          .faces = in.fonts->faces(),
          .open_faces = in.fonts->open_faces(),
          .fonts = in.fonts->fonts(),
          .hyphenated_words = in.hyphenation.words(),
          .hyphenation_bytes = in.hyphenation.bytes(),
          .dictionaries = in.hyphenation.dictionaries(),
          .shaped = in.shaped};
}

}  // namespace vuoro::ui
