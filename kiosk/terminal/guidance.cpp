// Guidance: topics and life events, or one's own words.
#include <algorithm>
#include <map>

#include "core/lobby/localized.h"
#include "kiosk/terminal/screens.h"
#include "kiosk/terminal/terminal.h"

namespace vuoro::kiosk {
namespace {

void service_row(ui::Context& ui, Terminal& t, const Lobby& lobby, const Service& service) {
  const Organization* agency = lobby.organization(service.organization_id);
  if (ui::list_row(ui, service.id.to_string(),
                   {.icon = ui::Icon::document,
                    .title = lobby.in(service.name),
                    .subtitle = agency == nullptr ? "" : lobby.in(agency->name)})) {
    t.go(make_answer_screen(service.id));
  }
}

class TopicScreen final : public Screen {
 public:
  explicit TopicScreen(const Topic& topic) : topic_(topic) {}

  void draw(ui::Context& ui, Terminal& t) override {
    const Lobby lobby = t.lobby();
    ui::PageSpec head = t.head(lobby.in(topic_.name));
    auto page = ui::page(ui, "topic", head);
    t.follow(page);
    auto content = page.content();
    auto list = ui::scroll(ui, "services", {.label = head.title});
    std::vector<const Service*> here;
    for (const auto& [id, service] : t.view().content->services) {
      if (std::find(service.topic_ids.begin(), service.topic_ids.end(), topic_.id) !=
          service.topic_ids.end()) {
        here.push_back(&service);
      }
    }
    std::sort(here.begin(), here.end(),
              [&](const Service* a, const Service* b) { return lobby.in(a->name) < lobby.in(b->name); });
    for (const Service* service : here) service_row(ui, t, lobby, *service);
    if (here.empty()) {
      ui::banner(
          ui, "none",
          {.title = t.language().t("There is nothing here yet"),
           .text = t.language().t("Please search with your own words, or ask at the information desk.")});
    }
  }

 private:
  Topic topic_;
};

/// The language one searches in: one's own where the index holds it and the content is written in it, else
/// the one in which most of the services are shown.
std::string language_searched(const ContentView& content, const std::string& own) {
  std::map<std::string, std::size_t, std::less<>> shown;
  for (const auto& [id, service] : content.services) ++shown[std::string(choose(service.name, own).language)];
  std::string best;
  std::size_t most = 0;
  for (const std::string_view tag : k_search_languages) {
    const auto found = shown.find(tag);
    if (found == shown.end()) continue;
    if (tag == own) return own;
    if (found->second > most) best = tag, most = found->second;
  }
  return best.empty() ? "en" : best;
}

/// A few short names that are really there, so that whoever writes one finds something.
std::string examples(const ContentView& content, const Language& l, const std::string& tag) {
  constexpr std::size_t k_examples = 3;
  std::vector<std::string> names;
  for (const auto& [id, service] : content.services) {
    const auto name = choose(service.name, tag);
    if (name.language == tag && !name.text.empty()) names.emplace_back(name.text);
  }
  std::sort(names.begin(), names.end(), [](const std::string& a, const std::string& b) {
    return a.size() != b.size() ? a.size() < b.size() : a < b;
  });
  names.erase(std::unique(names.begin(), names.end()), names.end());
  std::string out;
  for (std::size_t i = 0; i < std::min(k_examples, names.size()); ++i) {
    if (!out.empty()) out += l.comma();
    out += names[i];
  }
  return out;
}

class SearchScreen final : public Screen {
 public:
  void draw(ui::Context& ui, Terminal& t) override {
    const Language& l = t.language();
    const Lobby lobby = t.lobby();
    // A small lying panel, or half of a larger one, is too low for answers above the keyboard: they stand
    // beside it.
    constexpr float k_low_screen_mm = 290;
    const bool beside =
        Terminal::wide(ui) && (ui.view().reach_top_px > 0 || ui.screen().h < ui.mm(k_low_screen_mm));
    prepare(t);
    ui::PageSpec head = t.head(l.t("What do you need help with?"));
    head.narrow = !beside;
    auto page = ui::page(ui, "search", head);
    t.follow(page);
    auto content = page.content();
    bool changed = false;
    if (beside) {
      // Before the keyboard, so that who goes by keys comes from the field to what was found.
      auto halves = ui::row(ui, {.parts = {2, 3}});
      {
        auto left = ui::column(ui);
        changed = draw_field(ui, l);
        draw_list(ui, t, lobby, ui::remaining_height(ui));
      }
      auto right = ui::column(ui);
      changed = draw_keyboard(ui) || changed;
    } else {
      changed = draw_field(ui, l);
      draw_list(
          ui, t, lobby,
          std::max(ui.mm(42), ui::remaining_height(ui) - ui::keyboard_height(ui) - ui.space(ui::Space::m)));
      changed = draw_keyboard(ui) || changed;
    }
    if (changed) {
      ask(t);
      ui.redraw_now();
    }
  }

 private:
  /// What can be searched depends on the content and on the visitor's language; both rarely change.
  void prepare(const Terminal& t) {
    const Language& l = t.language();
    const auto& content = t.view().content;
    if (content == content_ && l.tag() == own_) return;
    content_ = content;
    own_ = l.tag();
    searched_ = language_searched(*content, own_);
    examples_ = examples(*content, l, searched_);
  }
  [[nodiscard]] bool in_another_language() const { return searched_ != own_; }

  bool draw_field(ui::Context& ui, const Language& l) {
    return ui::text_field(
               ui, "words",
               {.label = l.t("Search"),
                .hint = examples_.empty() ? "" : l.t("For example: {words}", {{"words", examples_}}),
                .icon = ui::Icon::search,
                .show_label = false},
               words_)
        .changed;
  }

  bool draw_keyboard(ui::Context& ui) {
    return ui::keyboard(ui, "keyboard", {.language = in_another_language() ? searched_ : "", .enter = false},
                        words_)
        .changed;
  }

  void draw_list(ui::Context& ui, Terminal& t, const Lobby& lobby, float height) const {
    auto list = ui::scroll(ui, "found", {.height = height, .label = t.language().t("Search results")});
    draw_found(ui, t, lobby);
  }

  /// "The instructions are in English. Please search in English."
  [[nodiscard]] std::string where_to_search(const Language& l) const {
    return l.t("The instructions are not in your language yet. Search in this language: {language}.",
               {{"language", l.name_of_language(searched_)}});
  }

  void draw_found(ui::Context& ui, Terminal& t, const Lobby& lobby) const {
    const Language& l = t.language();
    if (words_.text.empty()) {
      if (in_another_language()) ui::banner(ui, "language", {.title = where_to_search(l)});
      ui::paragraph(ui, "how", l.t("Write a word or two. Results come as you write."), ui::Tone::soft);
      return;
    }
    for (const Found& hit : found_) {
      if (const Service* service = lobby.service(hit.service_id)) service_row(ui, t, lobby, *service);
    }
    if (found_.empty() && answered_) {
      ui::banner(ui, "nothing",
                 {.title = l.t("Nothing was found"),
                  .text = in_another_language()
                              ? where_to_search(l)
                              : l.t("Try another word. You can also ask at the information desk.")});
    }
  }

  /// A later question cancels an earlier one, so that answers never come out of order.
  void ask(Terminal& t) {
    answered_ = false;
    if (words_.text.empty()) return found_.clear();
    t.port().search(words_.text, searched_, while_here([this, &t](Result<std::vector<Found>> found) {
                      if (!found) return;
                      answered_ = true;
                      found_ = std::move(*found);
                      t.wake();
                    }));
  }

  ui::TextEdit words_;
  std::vector<Found> found_;
  bool answered_ = false;
  std::shared_ptr<const ContentView> content_;  ///< for which the next three hold
  std::string own_, searched_, examples_;
};

/// Content may use words of its own for what the icon set names otherwise.
ui::Icon topic_icon(const std::string& name) {
  if (name == "car") return ui::Icon::transport;
  if (name == "city") return ui::Icon::building;
  if (name == "permit") return ui::Icon::passport;
  return ui::icon_or(name, ui::Icon::info);
}

class GuidanceScreen final : public Screen {
 public:
  void draw(ui::Context& ui, Terminal& t) override {
    const Language& l = t.language();
    const Lobby lobby = t.lobby();
    auto page = ui::page(ui, "guidance", t.head(l.t("What do you need help with?")));
    t.follow(page);
    auto content = page.content();
    if (ui::button(ui, "search",
                   {.label = l.t("Search with your own words"), .icon = ui::Icon::search, .large = true})) {
      t.go(std::make_unique<SearchScreen>());
    }
    auto room = ui::scroll(ui, "topics");
    draw_topics(ui, t, lobby, TopicKind::life_event, l.t("Life situations"));
    draw_topics(ui, t, lobby, TopicKind::topic, l.t("Topics"));
  }

 private:
  static void draw_topics(ui::Context& ui, Terminal& t, const Lobby& lobby, TopicKind kind,
                          const std::string& title) {
    const auto& topics = t.view().content->topics;
    if (std::none_of(topics.begin(), topics.end(), [&](const Topic& one) { return one.kind == kind; }))
      return;
    const std::string key = kind == TopicKind::topic ? "topics" : "events";
    ui::heading(ui, key, title, ui::TextStyle::subtitle);
    auto grid = ui::grid(ui, {.columns = ui.view().text_scale >= 1.5f ? 1 : Terminal::wide(ui) ? 3 : 2});
    for (const Topic& topic : topics) {
      if (topic.kind != kind) continue;
      if (ui::list_row(ui, topic.id.to_string(),
                       {.icon = topic_icon(topic.icon), .title = lobby.in(topic.name), .chevron = false})) {
        t.go(std::make_unique<TopicScreen>(topic));
      }
    }
  }
};

}  // namespace

ScreenPtr make_guidance_screen() {
  return std::make_unique<GuidanceScreen>();
}

}  // namespace vuoro::kiosk
