#include <fmt/format.h>

#include "tests/sim/checkers.h"

namespace vuoro::test {

Findings disagreements(const Told&, const Books& books) {
  Findings found;
  for (const auto& [key, theirs] : books.central) {
    const auto ours = books.records.find(key);
    if (ours == books.records.end()) {
      found.push_back(fmt::format("the central server has a {} that the box has not: {}", key.first, theirs));
    } else if (ours->second != theirs) {
      found.push_back(fmt::format("the central server has another {}: {} instead of {}", key.first, theirs,
                                  ours->second));
    }
  }
  for (const auto& device : books.devices) {
    for (const auto& [key, record] : books.records) {
      const auto copy = device.records.find(key);
      if (copy == device.records.end()) {
        found.push_back(fmt::format("{} lacks a {}", device.name, key.first));
      } else if (copy->second != record) {
        found.push_back(
            fmt::format("{} has another {}: {} instead of {}", device.name, key.first, copy->second, record));
      }
    }
    for (const auto& [key, record] : device.records) {
      if (!books.records.contains(key))
        found.push_back(fmt::format("{} keeps a {} that is gone", device.name, key.first));
    }
  }
  return found;
}

Findings secrets_kept(const Told&, const Books& books) {
  Findings found;
  for (const auto& device : books.devices) {
    for (const auto& secret : device.secrets_found) found.push_back(device.name + " keeps " + secret);
  }
  return found;
}

Findings check_all(const Told& told, const Books& books) {
  Findings all;
  const auto take = [&](std::string_view checker, const Findings& found) {
    for (const auto& line : found) all.push_back(fmt::format("{}: {}", checker, line));
  };
  take("promises", promises_broken(told, books));
  take("way on", no_way_on(told, books));
  take("twice", happened_twice(told, books));
  take("numbers", numbers_shared(told, books));
  take("order", order_broken(told, books));
  take("authority", two_authorities(told, books));
  take("papers", papers_wrong(told, books));
  take("evenings", evenings_open(told, books));
  take("clocks", clocks_followed(told, books));
  take("agreement", disagreements(told, books));
  take("secrets", secrets_kept(told, books));
  take("wall", wall_wrong(told, books));
  return all;
}

}  // namespace vuoro::test
