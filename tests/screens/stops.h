#pragma once
// Every screen of the terminal, and how a visitor gets there.

#include <functional>
#include <string>
#include <vector>

#include "tests/screens/stage.h"

namespace vuoro::test {

struct Stop {
  std::string name;
  std::function<void(Stage&)> reach;
};

[[nodiscard]] const std::vector<Stop>& stops();

}  // namespace vuoro::test
