#include "tests/screens/listener.h"

#include <catch2/catch.hpp>

namespace vuoro::test {

using drivers::KeypadKey;

Listener::Listener(const std::string& language, int width_px, int height_px)
    : stage(language, width_px, height_px),
      speaker(stage.clock),
      audio(stage.clock),
      guide({*stage.terminal, stage.harness->context(), speaker, audio}) {
  speaker.on_event([this](const drivers::SpeechEvent& event) { guide.heard(event); });
  keypad.start([this](KeypadKey key, bool repeat) { guide.key(key, repeat); });
  stage.harness->set_screen([this](ui::Context& ui) {
    stage.terminal->frame(ui);
    guide.frame(ui);
  });
  stage.after_frames = [this] { return guide.after_frame(); };
  stage.settle();
}

void Listener::press(KeypadKey key, bool repeat) {
  keypad.press(key, repeat);
  stage.settle();
}

void Listener::press(KeypadKey key, int times) {
  for (int i = 0; i < times; ++i) press(key);
}

void Listener::plug_in(const std::string& language) {
  press(KeypadKey::headset_in);
  for (int tries = 0; at().key != language; ++tries) {
    REQUIRE(tries < 10);
    press(KeypadKey::down);
  }
  press(KeypadKey::select);
}

void Listener::advance(Millis by) {
  for (auto left = by; left.count() > 0; left -= Millis(100)) {
    stage.advance(Millis(100));
    speaker.run();
    stage.settle();
  }
}

void Listener::find(const std::string& label) {
  INFO("looking for \"" << label << "\" in\n" << stage.harness->tree_text());
  const std::size_t most = stage.harness->tree().nodes().size() + 2;
  for (std::size_t tries = 0; at().label != label || !at().actions.has(ui::Action::focus); ++tries) {
    REQUIRE(tries < most);
    press(KeypadKey::next);
  }
}

void Listener::choose(const std::string& label) {
  find(label);
  press(KeypadKey::select);
}

void Listener::read_to(const std::string& part) {
  INFO("reading to \"" << part << "\" in\n" << stage.harness->tree_text());
  const std::size_t most = stage.harness->tree().nodes().size() + 2;
  const auto there = [&] {
    return at().label.find(part) != std::string::npos || at().value.find(part) != std::string::npos;
  };
  for (std::size_t tries = 0; !there(); ++tries) {
    REQUIRE(tries < most);
    press(KeypadKey::down);
  }
}

const ui::Node& Listener::at() {
  INFO(stage.harness->tree_text());
  const ui::Node* node = stage.harness->tree().find(guide.focused());
  REQUIRE(node != nullptr);
  REQUIRE_FALSE(node->obscured);
  CHECK(node->state.has(ui::State::focused));  // and the ring shows it
  return *node;
}

std::string Listener::said() {
  std::string out;
  const auto log = speaker.log();
  for (; heard_ < log.size(); ++heard_) {
    const auto& line = log[heard_];
    out += line.language + ": " + line.text + "\n";
  }
  return out;
}

}  // namespace vuoro::test
