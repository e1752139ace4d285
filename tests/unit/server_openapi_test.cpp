// openapi.yaml and the router say the same.

#include <catch2/catch.hpp>

#include <set>

#include "core/base/file.h"
#include "server/api/routes.h"
#include "server/authority/command_table.h"
#include "tests/support/paths.h"
#include "tests/unit/server_yaml.h"

using namespace vuoro;

namespace {

json::value document() {
  const auto text = read_file(test::source_dir() / "server/api/openapi.yaml", 1 << 20).value();
  return test::read_yaml(text).value();
}

/// Every "$ref" must lead somewhere.
void check_references(const json::value& root, const json::value& value) {
  if (const auto* object = value.if_object()) {
    for (const auto& member : *object) {
      if (member.key() == "$ref") {
        const std::string target(member.value().as_string());
        INFO(target);
        json::error_code error;
        CHECK(root.find_pointer(target.substr(1), error) != nullptr);
      }
      check_references(root, member.value());
    }
  } else if (const auto* array = value.if_array()) {
    for (const auto& entry : *array) check_references(root, entry);
  }
}

std::string_view port_of(api::Doors doors) {
  return doors == api::Doors::both ? "both" : doors == api::Doors::open ? "public" : "device";
}

std::string security_of(const api::Route& route) {
  switch (route.entry) {
    case api::Entry::anyone:
    case api::Entry::loopback:
      return "[]";
    case api::Entry::device:
      return R"([{"device":[]}])";
    case api::Entry::either:
      return R"([{"session":[]},{"device":[]}])";
    case api::Entry::session:
      break;
  }
  return route.method == "POST" ? R"([{"session":[],"csrf":[]}])" : R"([{"session":[]}])";
}

}  // namespace

TEST_CASE("every route is documented, with its port and who may come in; and nothing else is") {
  const auto root = document();
  std::set<std::string> documented;
  for (const auto& path : root.at("paths").as_object()) {
    for (const auto& operation : path.value().as_object()) {
      documented.insert(std::string(operation.key()) + " " + std::string(path.key()));
    }
  }
  std::set<std::string> routed;
  for (const auto& route : api::routes()) {
    const std::string method = route.method == "GET" ? "get" : "post";
    const std::string name = method + " " + std::string(route.pattern);
    routed.insert(name);
    INFO(name);
    const auto* path = root.at("paths").as_object().if_contains(route.pattern);
    REQUIRE(path != nullptr);
    const auto* operation = path->as_object().if_contains(method);
    REQUIRE(operation != nullptr);
    CHECK(operation->at("x-vuoro-port").as_string() == port_of(route.doors));
    CHECK(json::serialize(operation->at("security")) == security_of(route));
    CHECK(operation->as_object().contains("requestBody") ==
          (route.method == "POST" && route.action != api::Action::logout));
  }
  CHECK(documented == routed);
  check_references(root, root);
}

TEST_CASE("the document's command types are the commands that exist") {
  const auto root = document();
  std::set<std::string> documented;
  for (const auto& type : root.at_pointer("/components/schemas/Command/properties/type/enum").as_array()) {
    documented.insert(std::string(type.as_string()));
  }
  std::set<std::string> known = {"day.report"};  // a question, answered without an act
  for (const auto table :
       {authority::ticket_commands(), authority::ticket_move_commands(), authority::issue_commands(),
        authority::counter_commands(), authority::desk_commands(), authority::fleet_commands()}) {
    for (const auto& entry : table) known.insert(std::string(entry.type));
  }
  CHECK(documented == known);
}

TEST_CASE("the router: segments, files, other methods") {
  using api::match;
  using http::Port;
  CHECK(match("GET", "/t/abc", Port::open).parameter == "abc");
  CHECK(match("GET", "/t/a/b", Port::open).route->action == api::Action::page_asset);
  CHECK(match("GET", "/api/v1/nothing", Port::open).route == nullptr);
  CHECK(match("GET", "/api/v1/nothing", Port::open).allowed.empty());
  CHECK(match("DELETE", "/api/v1/login", Port::open).allowed == "POST");
  CHECK(match("HEAD", "/healthz", Port::device).route->action == api::Action::healthz);
  CHECK(match("GET", "/app-3K7QZ2MB.js", Port::device).route == nullptr);
}
