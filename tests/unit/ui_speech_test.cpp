// What the tree says, and the way of one who reads with a few keys.
#include <imgui.h>

#include <array>
#include <catch2/catch.hpp>

#include "ui/harness.h"
#include "ui/speech/reading.h"
#include "ui/speech/saying.h"
#include "ui/speech/spoken.h"
#include "ui/ui.h"

using namespace vuoro;
using namespace vuoro::ui;
using speech::Hearing;
using speech::Step;

namespace {

const ManualClock& test_clock() {
  static const ManualClock clock(from_unix_ms(1772700000000));
  return clock;
}

speech::Words words() {
  speech::Words out;
  out.roles = {{Role::button, "button"}, {Role::heading, "heading"}, {Role::text_field, "text field"}};
  out.states = {
      {State::selected, "selected"}, {State::disabled, "not available"}, {State::busy, "in progress"}};
  out.ended = {{State::selected, "not selected"}};
  out.signs = {{",", "comma"}, {" ", "space"}};
  out.empty = "empty";
  out.capital = "capital {letter}";
  out.place = "{index} of {count}";
  out.to = "to";
  out.whole = {{"min", "minutes"}, {"Mon", "Monday"}, {"Thu", "Thursday"}, {"kl.", "klockan"}};
  out.erased = "{letter} deleted";
  out.typed_unsaid = "a character";
  out.erased_unsaid = "a character less";
  out.not_aloud = "not said aloud";
  out.choices = "You can choose:";
  out.read_on = "Read on.";
  out.date = [](int day, int month, int year) {
    return std::to_string(day) + "/" + std::to_string(month) + (year > 0 ? "/" + std::to_string(year) : "");
  };
  out.characters = [](std::int64_t n) { return std::to_string(n) + " characters"; };
  out.choices_counted = [](std::int64_t n) { return std::to_string(n) + " things"; };
  out.results = [](std::int64_t n) { return std::to_string(n) + " results"; };
  return out;
}

std::string text_of(const speech::Saying& saying) {
  std::string out;
  for (const speech::Part& part : saying)
    out += (out.empty() ? "" : " | ") + part.language + ": " + part.text;
  return out;
}

struct Model {
  int chosen = 0;
  bool dialog = false, alert = false, status = false;
  int rows = 3;
  TextEdit edit;
  bool masked = false, personal = false;
};

void screen(Context& context, Model& model) {
  auto head = page(context, "p", {.title = "Times", .back = "Back"});
  {
    auto content = head.content();
    const ChoiceSpec ways[] = {{.key = "a", .label = "One"}, {.key = "b", .label = "Two"}};
    if (const int chosen = segmented(context, "ways", "Ways", ways, model.chosen); chosen >= 0)
      model.chosen = chosen;
    if (model.alert) banner(context, "alert", {.kind = BannerKind::error, .title = "No paper"});
    if (model.status) banner(context, "status", {.title = "Saved"});
    text_field(context, "field", {.label = "Code", .masked = model.masked, .personal = model.personal},
               model.edit);
    button(context, "off", {.label = "Go on", .disabled = true});
    auto list = scroll(context, "list", {.height = 300, .label = "Results"});
    for (int i = 0; i < model.rows; ++i)
      list_row(context, "row" + std::to_string(i), {.title = "Row " + std::to_string(i + 1)});
    text(context, "end", "Slut", {.language = "sv"});
  }
  if (!model.dialog) return;
  auto ask = dialog(context, "d", {.title = "Sure?"});
  if (button(context, "yes", {.label = "Yes"}) || ask.dismissed()) model.dialog = false;
}

}  // namespace

TEST_CASE("numbers, codes, times, dates and telephones sound as people say them") {
  const auto w = words();
  const std::pair<const char*, const char*> rows[] = {{"A102", "A 1 0 2"},
                                                      {"Number K141.", "Number K 1 4 1."},
                                                      {"7KXM 2QRT", "7 K X M, 2 Q R T"},
                                                      {"ABCD 2345", "A B C D, 2 3 4 5"},
                                                      {"KELA", "KELA"},
                                                      {"about 6–25 min", "about 6 to 25 minutes"},
                                                      {"8.00–18.30", "8 to 18:30"},
                                                      {"at 9.15.", "at 9:15."},
                                                      {"Thursday 5.3.2026", "Thursday 5/3/2026"},
                                                      {"on 5.3.", "on 5/3"},
                                                      {"31.12.2026.", "31/12/2026."},
                                                      {"kl. 10.40", "klockan 10:40"},
                                                      {"Mon–Thu 9.00", "Monday to Thursday 9"},
                                                      {"09 555 0140", "0 9, 5 5 5, 0 1 4 0"},
                                                      {"+358401234567", "+ 3 5 8 4 0 1 2 3 4 5 6 7"},
                                                      {"https://www.poliisi.fi/en", "poliisi.fi/en"},
                                                      {"One.\nTwo\nThree", "One. Two. Three"},
                                                      {"4 free", "4 free"},
                                                      {"99.99.2026", "99.99.2026"},
                                                      {"–", "–"},
                                                      {"", ""}};
  for (const auto& [written, said] : rows) CHECK(speech::spoken(written, w) == said);
  auto after = w, before = w;
  after.full_hour = [](int hour) { return std::to_string(hour) + " o'clock"; };
  before.full_hour = [](int hour) { return "klockan " + std::to_string(hour); };
  const auto hours = [](const char* written, const char* with_after, const char* with_before) {
    return std::array{written, with_after, with_before};
  };
  for (const auto& [written, english, swedish] :
       {hours("at 9.00", "at 9 o'clock", "at klockan 9"), hours("10.00", "10 o'clock", "klockan 10"),
        hours("kl. 9.00", "klockan 9 o'clock", "klockan 9"), hours("10.40", "10:40", "10:40"),
        hours("8.00–18.00", "8 to 18 o'clock", "klockan 8 to 18"),
        hours("kl. 8.00–18.00.", "klockan 8 to 18 o'clock.", "klockan 8 to 18."),
        hours("8.00–15.45", "8 o'clock to 15:45", "klockan 8 to 15:45"),
        hours("8.30–16.00", "8:30 to 16 o'clock", "klockan 8:30 to 16"),
        hours("8.30–15.45", "8:30 to 15:45", "8:30 to 15:45"), hours("5.00 €", "5.00 €", "5.00 €"),
        hours("Mon–Thu 9.00", "Monday to Thursday 9 o'clock", "Monday to Thursday klockan 9")}) {
    CHECK(speech::spoken(written, after) == english);
    CHECK(speech::spoken(written, before) == swedish);
  }
  CHECK(speech::spoken_entry("2345", w) == "2 3 4 5");
  CHECK(speech::spoken_entry("moi 12", w) == "moi 1 2");
  CHECK(speech::spoken_key("A", w) == "capital A");
  CHECK(speech::spoken_key("ä", w) == "ä");
  CHECK(speech::spoken_key(",", w) == "comma");
  CHECK(speech::spoken("\xff\xfe x", w).size() > 0);
}

TEST_CASE("a node says its name, what it is, what it holds, its state and its place") {
  Model model;
  Harness harness([&](Context& context) { screen(context, model); }, test_clock());
  const auto w = words();
  const auto say = [&](const char* path) {
    const Node* node = harness.find_path(path);
    REQUIRE(node != nullptr);
    return text_of(speech::say_node(harness.tree(), *node, w, Hearing::everybody));
  };
  CHECK(say("header/title") == "en: Times, heading");
  CHECK(say("header/back") == "en: Back, button");
  CHECK(say("ways/a") == "en: One, selected. 1 of 2");
  CHECK(say("ways/b") == "en: Two. 2 of 2");
  CHECK(say("p/field") == "en: Code, text field, empty");
  CHECK(say("p/off") == "en: Go on, button, not available");
  CHECK(say("list/row1") == "en: Row 2. 2 of 3");
  CHECK(say("list/end") == "sv: Slut");
}

TEST_CASE("a place in a set begins anew after a heading, and keys have none") {
  Harness harness(
      [](Context& context) {
        auto head = page(context, "p", {.title = "T"});
        auto content = head.content();
        heading(context, "one", "One");
        for (const char* key : {"a", "b"}) list_row(context, key, {.title = key});
        heading(context, "two", "Two");
        for (const char* key : {"c", "d", "e"}) list_row(context, key, {.title = key});
        static TextEdit edit;
        keyboard(context, "keys", {}, edit);
      },
      test_clock());
  const auto place = [&](const char* path) {
    const Place p = harness.tree().place_of(harness.find_path(path)->id);
    return std::to_string(p.index) + "/" + std::to_string(p.count);
  };
  CHECK(place("p/a") == "1/2");
  CHECK(place("p/b") == "2/2");
  CHECK(place("p/c") == "1/3");
  CHECK(place("p/e") == "3/3");
  CHECK(place("p/one") == "0/0");
  CHECK(place("keys/key_q") == "0/0");
}

TEST_CASE("a page says its name and what can be done; a dialog is read whole") {
  Model model;
  Harness harness([&](Context& context) { screen(context, model); }, test_clock());
  const auto w = words();
  CHECK(text_of(speech::say_place(harness.tree(), w, Hearing::everybody)) ==
        "en: Times. You can choose: Ways, Code, Go on, Row 1, Row 2, Row 3");
  model.alert = true;
  model.rows = 30;
  harness.settle();
  CHECK(text_of(speech::say_place(harness.tree(), w, Hearing::everybody)) ==
        "en: Times. No paper. 33 things");
  model.dialog = true;
  harness.settle();
  CHECK(text_of(speech::say_place(harness.tree(), w, Hearing::everybody)) == "en: Sure? You can choose: Yes");
}

TEST_CASE("a page that is one question names its answers; one with several names the questions") {
  int questions = 1, extra = 1;
  Harness harness(
      [&](Context& context) {
        auto head = page(context, "p", {.title = "T", .back = "Back"});
        auto content = head.content();
        const ChoiceSpec answers[] = {{.key = "a", .label = "Yes"}, {.key = "b", .label = "No"}};
        for (int i = 0; i < questions; ++i) {
          const std::string key = "q" + std::to_string(i);
          segmented(context, key, "Question " + std::to_string(i + 1), answers, 0);
        }
        for (int i = 0; i < extra; ++i)
          button(context, "b" + std::to_string(i), {.label = "Send " + std::to_string(i + 1)});
      },
      test_clock());
  const auto w = words();
  const auto say = [&] {
    harness.settle();
    return text_of(speech::say_place(harness.tree(), w, Hearing::everybody));
  };
  CHECK(say() == "en: T. You can choose: Yes, No, Send 1");
  extra = 3;
  CHECK(say() == "en: T. You can choose: Question 1, Send 1, Send 2, Send 3");
  questions = 2, extra = 1;
  CHECK(say() == "en: T. You can choose: Question 1, Question 2, Send 1");
}

TEST_CASE("who comes into a group hears its name, once, and not what was just said") {
  Model model;
  Harness harness([&](Context& context) { screen(context, model); }, test_clock());
  const auto w = words();
  const auto entered = [&](const char* from, const char* to) {
    const Tree& tree = harness.tree();
    return text_of(speech::say_entered(tree, harness.find_path(from)->id, *harness.find_path(to), w));
  };
  CHECK(entered("header/back", "ways/a") == "en: Ways");
  CHECK(entered("ways/a", "ways/b") == "");
  CHECK(entered("ways/b", "p/field") == "");
  CHECK(entered("p/off", "list/row0") == "en: Results");
  CHECK(entered("list/row0", "header/back") == "");
}

TEST_CASE("what is for fingers only is no stop, and counts in no set") {
  Harness harness(
      [](Context& context) {
        button(context, "a", {.label = "A"});
        Node door;
        door.role = Role::button;
        door.label = "Door";
        door.rect = {0, 0, 200, 100};
        door.actions = {Action::press};
        context.interact("door", door, {.rect = door.rect});
        context.node(context.last_index()).actions.set(Action::focus, false);
        button(context, "b", {.label = "B"});
      },
      test_clock());
  const Tree& tree = harness.tree();
  CHECK(speech::stops(tree).size() == 2);
  CHECK(tree.place_of(harness.find_path("b")->id).count == 2);
  harness.key(Key::tab);
  harness.key(Key::tab);
  CHECK(harness.find_path("b")->state.has(State::focused));
  CHECK(harness.act(harness.find_path("door")->id, Action::press).has_value());
}

TEST_CASE("changes: alerts at once, states of the focused node, letters, counts and notes after") {
  Model model;
  Harness harness([&](Context& context) { screen(context, model); }, test_clock());
  const auto w = words();
  Tree before = harness.tree();
  const auto changes = [&](const char* focus) {
    harness.settle();
    const Node* node = harness.find_path(focus);
    const auto out = speech::say_changes(before, harness.tree(), node->id, w, Hearing::everybody);
    before = harness.tree();
    return text_of(out.assertive) + " / " + text_of(out.act) + " / " + text_of(out.polite);
  };
  CHECK(changes("ways/b") == " /  / ");
  model.chosen = 1;
  CHECK(changes("ways/b") == " / en: Two, selected / ");
  model.chosen = 0;
  CHECK(changes("ways/b") == " / en: Two, not selected / ");
  model.alert = model.status = true;
  CHECK(changes("ways/b") == "en: No paper /  / en: Saved");
  model.rows = 1;
  CHECK(changes("ways/b") == " /  / en: Results. 1 results");
  model.edit.insert("x");
  CHECK(changes("p/field") == " / en: x / ");
  model.edit.insert(",");
  CHECK(changes("p/field") == " / en: comma / ");
  model.edit.insert("ä");
  CHECK(changes("p/field") == " / en: ä / ");
  model.edit.erase_before();
  CHECK(changes("p/field") == " / en: ä deleted / ");
  model.edit.set("whole 12");
  CHECK(changes("p/field") == " / en: Code, whole 1 2 / ");
}

TEST_CASE("what is personal is said to the visitor only, what is masked to nobody") {
  Model model;
  model.personal = true;
  model.edit.set("040");
  Harness harness([&](Context& context) { screen(context, model); }, test_clock());
  const auto w = words();
  const auto say = [&](Hearing hearing) {
    return text_of(speech::say_node(harness.tree(), *harness.find_path("p/field"), w, hearing));
  };
  CHECK(say(Hearing::visitor_only) == "en: Code, text field, 0 4 0");
  CHECK(say(Hearing::everybody) == "en: Code, text field, 3 characters. not said aloud");
  const Tree before = harness.tree();
  model.edit.insert("1");
  harness.settle();
  const auto typed = [&](Hearing hearing) {
    return text_of(speech::say_changes(before, harness.tree(), NodeId::none, w, hearing).act);
  };
  CHECK(typed(Hearing::visitor_only) == "en: 1");
  CHECK(typed(Hearing::everybody) == "en: a character");
  model.personal = false;
  model.masked = true;
  harness.settle();
  for (const Hearing hearing : {Hearing::everybody, Hearing::visitor_only})
    CHECK(say(hearing) == "en: Code, text field, 4 characters");
  CHECK(harness.tree_text().find("040") == std::string::npos);
}

TEST_CASE("what is shown of the visitor's own is said to the visitor only") {
  auto w = words();
  w.not_said = "not aloud";
  Harness harness(
      [](Context& context) {
        text(context, "code", "7KXM 2QRT");
        Node& node = context.node(context.last_index());
        node.value = std::exchange(node.label, {});
        node.state.set(State::personal);
      },
      test_clock());
  const Node& code = *harness.find_path("code");
  CHECK(text_of(speech::say_node(harness.tree(), code, w, Hearing::visitor_only)) == "en: 7 K X M, 2 Q R T");
  CHECK(text_of(speech::say_node(harness.tree(), code, w, Hearing::everybody)) == "en: not aloud");
}

TEST_CASE("reading goes through everything, next through what acts, rows through a keyboard") {
  Model model;
  Harness harness([&](Context& context) { screen(context, model); }, test_clock());
  const auto from = [&](const char* path, Step step) {
    const auto stop = speech::step(harness.tree(), harness.find_path(path)->id, step);
    REQUIRE(stop.node != nullptr);
    return stop.node->key + (stop.wrapped ? " again" : "");
  };
  CHECK(from("header/back", Step::next_item) == "title");
  CHECK(from("header/back", Step::next_control) == "a");
  CHECK(from("p/off", Step::previous_item) == "field");
  CHECK(from("list/row2", Step::next_item) == "end");
  CHECK(from("list/row2", Step::next_control) == "back again");
  CHECK(from("list/end", Step::row_below) == "back again");
  CHECK(from("header/back", Step::previous_item) == "end again");
  CHECK(speech::step(harness.tree(), NodeId(7), Step::next_item).node->key == "back");
  CHECK(speech::first_stop(harness.tree())->key == "title");
  model.dialog = true;
  harness.settle();
  CHECK(speech::first_stop(harness.tree())->key == "yes");
  CHECK(from("d/yes", Step::next_control) == "yes again");
  CHECK(speech::way_back(harness.tree())->action == Action::dismiss);
  CHECK(speech::step(Tree(), NodeId::none, Step::next_item).node == nullptr);
}

TEST_CASE("the shown focus may stand on a text, is brought into sight, and Tab goes on from there") {
  Model model;
  model.rows = 30;
  Harness harness([&](Context& context) { screen(context, model); }, test_clock());
  CHECK(harness.find_path("list/end")->state.has(State::offscreen));
  harness.context().show_focus(harness.find_path("list/end")->id);
  harness.settle();
  CHECK(harness.find_path("list/end")->state.has(State::focused));
  CHECK_FALSE(harness.find_path("list/end")->state.has(State::offscreen));
  harness.key(Key::back_tab);
  CHECK(harness.find_path("list/row29")->state.has(State::focused));
  harness.context().hide_focus();
  harness.settle();
  for (const Node& node : harness.tree().nodes()) CHECK_FALSE(node.state.has(State::focused));
}

TEST_CASE("texts of another language carry it, and only they") {
  const std::map<std::string, std::string> foreign{{"Vain suomeksi", "fi"}};
  Harness harness(
      [](Context& context) {
        list_row(context, "a", {.title = "Vain suomeksi"});
        list_row(context, "b", {.title = "In English"});
      },
      test_clock());
  harness.view().foreign_texts = &foreign;
  harness.settle();
  CHECK(harness.find_path("a")->language == "fi");
  CHECK(harness.find_path("b")->language == "en");
}

TEST_CASE("what looks as if it could be pressed but has no node is found") {
  bool drawn = false, past = false;
  Harness harness(
      [&](Context& context) {
        auto head = page(context, "p", {.title = "T"});
        auto content = head.content();
        button(context, "good", {.label = "Good"});
        if (drawn) {
          context.note_pressable(take(context, 100));
        }
        if (past) ImGui::Button("past the toolkit");
      },
      test_clock());
  CHECK(harness.context().drawn_without_node().empty());
  drawn = true;
  CHECK_THROWS_AS(harness.settle(), std::logic_error);
  REQUIRE(harness.context().drawn_without_node().size() == 1);
  CHECK(harness.context().drawn_without_node()[0].starts_with("nothing acts at "));
  drawn = false;
  past = true;
  CHECK_THROWS_AS(harness.settle(), std::logic_error);
  past = false;
  harness.settle();
  CHECK(harness.context().drawn_without_node().empty());
}
