// Real answers of a living server are held to the schemas of openapi.yaml.

#include <catch2/catch.hpp>

#include "core/base/file.h"
#include "tests/e2e/server_client.h"
#include "tests/unit/server_yaml.h"

using namespace vuoro;
using test::LivingServer;

namespace {

/// The first way in which the value is not what the schema says; empty when it is.
std::string mismatch(const json::value& root, const json::value& schema_or_reference,
                     const json::value& value, const std::string& path) {
  const json::value* schema = &schema_or_reference;
  if (const auto* reference = schema->as_object().if_contains("$ref")) {
    schema = &root.at_pointer(std::string(reference->as_string()).substr(1));
  }
  const auto& rules = schema->as_object();
  const auto* nullable = rules.if_contains("nullable");
  if (value.is_null() && nullable != nullptr && *nullable == json::value(true)) return "";
  const std::string type(rules.at("type").as_string());
  const bool right = (type == "object" && value.is_object()) || (type == "array" && value.is_array()) ||
                     (type == "string" && value.is_string()) || (type == "boolean" && value.is_bool()) ||
                     (type == "integer" && (value.is_int64() || value.is_uint64())) ||
                     (type == "number" && value.is_number());
  if (!right) return path + ": not " + type;
  if (const auto* known = rules.if_contains("enum")) {
    bool found = false;
    for (const auto& name : known->as_array()) found = found || name == value;
    if (!found) return path + ": not in the enum: " + json::serialize(value);
  }
  if (value.is_array()) {
    for (const auto& entry : value.as_array()) {
      if (auto wrong = mismatch(root, rules.at("items"), entry, path + "[]"); !wrong.empty()) return wrong;
    }
  }
  if (!value.is_object()) return "";
  if (const auto* required = rules.if_contains("required")) {
    for (const auto& name : required->as_array()) {
      if (!value.as_object().contains(name.as_string()))
        return path + ": lacks " + std::string(name.as_string());
    }
  }
  const auto* properties = rules.if_contains("properties");
  if (properties == nullptr) return "";
  for (const auto& member : value.as_object()) {
    const auto* property = properties->as_object().if_contains(member.key());
    if (property == nullptr) return path + ": undocumented " + std::string(member.key());
    const std::string below = path + "." + std::string(member.key());
    if (auto wrong = mismatch(root, *property, member.value(), below); !wrong.empty()) return wrong;
  }
  return "";
}

/// What is wrong with an answer to `method path` as documented.
std::string mismatch(const json::value& root, const std::string& method, const std::string& path,
                     const test::HttpAnswer& answer) {
  const auto& responses = root.at("paths").at(path).at(method).at("responses").as_object();
  const auto* response = responses.if_contains(std::to_string(answer.status));
  if (response == nullptr) return "undocumented status " + std::to_string(answer.status) + ": " + answer.body;
  if (const auto* reference = response->as_object().if_contains("$ref")) {
    response = &root.at_pointer(std::string(reference->as_string()).substr(1));
  }
  const auto* content = response->as_object().if_contains("content");
  if (content == nullptr) return answer.body.empty() ? "" : "a body where none is documented";
  return mismatch(root, content->at("application/json").at("schema"), answer.json(), "body");
}

}  // namespace

TEST_CASE("answers are as documented, good ones and refusals") {
  const auto root =
      test::read_yaml(read_file(test::source_dir() / "server/api/openapi.yaml", 1 << 20).value()).value();
  LivingServer server;
  const auto device = server.device("terminal");
  auto& http = *device.http;
  const auto visitor = server.visitor();
  const auto boss = server.staff("boss");
  const SystemClock clock;
  SystemRandom random;
  const auto id = [&] { return Uuid::v7(clock, random); };
  const Uuid ticket = id();
  const auto event = test::issue_event(id(), 1, ticket, server.queue, "A1");
  const std::string token(event.at("payload").at("follow_token").as_string());
  const auto post_event = [&](const json::value& one) {
    return http.post("/api/v1/events", json::object{{"events", json::array{one}}});
  };
  const auto is_documented = [&](const std::string& method, const std::string& path,
                                 const test::HttpAnswer& answer) {
    INFO(method << " " << path << " → " << answer.status);
    CHECK(mismatch(root, method, path, answer) == "");
  };

  is_documented("get", "/healthz", visitor->get("/healthz"));
  is_documented("post", "/api/v1/events", post_event(event));
  auto rejected = test::issue_event(id(), 2, id(), id(), "A2");
  is_documented("post", "/api/v1/events", post_event(rejected));
  is_documented("post", "/api/v1/events", http.post("/api/v1/events", "{"));
  const json::object ask{{"kind", "number"}, {"queue_id", server.queue.to_string()}, {"count", 1}};
  const auto lease =
      http.post("/api/v1/leases", json::object{{"request_id", id().to_string()}, {"asks", json::array{ask}}});
  is_documented("post", "/api/v1/leases", lease);
  is_documented("post", "/api/v1/leases/return",
                http.post("/api/v1/leases/return",
                          json::object{{"lease_ids", json::array{lease.at("/outcomes/0/lease/id")}}}));
  const json::object status{
      {"version", "1"}, {"printer", "ok"}, {"outbox_waiting", 0}, {"revision", 1}, {"uptime_s", 5}};
  is_documented("post", "/api/v1/status", http.post("/api/v1/status", status));
  is_documented("post", "/api/v1/renew",
                http.post("/api/v1/renew", json::object{{"csr_pem", test::make_request().csr_pem}}));
  is_documented("get", "/api/v1/changes", http.get("/api/v1/changes?scope=site:" + server.site.to_string()));
  is_documented("get", "/api/v1/changes", http.get("/api/v1/changes?scope=global&since=999"));
  is_documented("get", "/api/v1/changes", visitor->get("/api/v1/changes?scope=global"));
  is_documented("post", "/api/v1/enrol",
                visitor->post("/api/v1/enrol", json::object{{"code", "ABCD2345"}, {"csr_pem", "x"}}));
  is_documented("get", "/api/v1/session", boss->get("/api/v1/session"));
  is_documented("get", "/api/v1/follow/{token}", visitor->get("/api/v1/follow/" + token));
  is_documented("get", "/api/v1/follow/{token}", visitor->get("/api/v1/follow/" + std::string(24, 'x')));
  const auto command = [&](const std::string& type, json::object fields) {
    fields["id"] = id().to_string();
    fields["type"] = type;
    return boss->post("/api/v1/commands", fields);
  };
  is_documented("post", "/api/v1/commands",
                command("counter.take", {{"counter_id", server.counters[0].to_string()}}));
  is_documented("post", "/api/v1/commands",
                command("ticket.call_next", {{"counter_id", server.counters[0].to_string()}}));
  is_documented("get", "/api/v1/follow/{token}", visitor->get("/api/v1/follow/" + token));
  is_documented("post", "/api/v1/commands", command("ticket.finish", {{"ticket_id", ticket.to_string()}}));
  is_documented("post", "/api/v1/commands", command("ticket.finish", {{"ticket_id", ticket.to_string()}}));
  is_documented("post", "/api/v1/commands",
                command("content.import", {{"source", "x"}, {"records", json::array()}, {"prune", true}}));
  is_documented("get", "/api/v1/tickets/notes",
                boss->get("/api/v1/tickets/notes?site_id=" + server.site.to_string()));
  is_documented("get", "/api/v1/feedback", boss->get("/api/v1/feedback"));
  is_documented("get", "/api/v1/feedback", boss->get("/api/v1/feedback?after=0"));
  is_documented("get", "/api/v1/feedback", boss->get("/api/v1/feedback?after=9"));
  is_documented("get", "/api/v1/devices/status", boss->get("/api/v1/devices/status"));
  is_documented("get", "/", visitor->get("/"));
}
