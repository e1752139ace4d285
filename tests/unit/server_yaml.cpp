#include "tests/unit/server_yaml.h"

#include <yaml.h>

namespace vuoro::test {
namespace {

std::string text_of(const yaml_node_t& node) {
  return {reinterpret_cast<const char*>(node.data.scalar.value), node.data.scalar.length};
}

json::value value_of(yaml_document_t& document, const yaml_node_t& node) {
  if (node.type == YAML_SEQUENCE_NODE) {
    json::array out;
    for (auto* item = node.data.sequence.items.start; item != node.data.sequence.items.top; ++item) {
      out.push_back(value_of(document, *yaml_document_get_node(&document, *item)));
    }
    return out;
  }
  if (node.type == YAML_MAPPING_NODE) {
    json::object out;
    for (auto* pair = node.data.mapping.pairs.start; pair != node.data.mapping.pairs.top; ++pair) {
      out[text_of(*yaml_document_get_node(&document, pair->key))] =
          value_of(document, *yaml_document_get_node(&document, pair->value));
    }
    return out;
  }
  const std::string text = text_of(node);
  if (node.data.scalar.style == YAML_PLAIN_SCALAR_STYLE && (text == "true" || text == "false"))
    return text == "true";
  return json::value(text);
}

}  // namespace

Result<json::value> read_yaml(const std::string& text) {
  yaml_parser_t parser;
  yaml_document_t document;
  yaml_parser_initialize(&parser);
  yaml_parser_set_input_string(&parser, reinterpret_cast<const unsigned char*>(text.data()), text.size());
  if (yaml_parser_load(&parser, &document) == 0) {
    const auto line = parser.problem_mark.line + 1;
    yaml_parser_delete(&parser);
    return fail(Errc::parse, "YAML at line " + std::to_string(line));
  }
  json::value out;
  if (const auto* root = yaml_document_get_root_node(&document)) out = value_of(document, *root);
  yaml_document_delete(&document);
  yaml_parser_delete(&parser);
  return out;
}

}  // namespace vuoro::test
