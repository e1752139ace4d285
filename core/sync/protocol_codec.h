#pragma once
// The codec's template, for the files that instantiate it and no others: costly to compile.

#include "core/base/described_json.h"
#include "core/sync/protocol.h"

namespace vuoro::protocol {

template <class Message>
json::value encode(const Message& message) {
  return described::write(message);
}

template <class Message>
Result<Message> decode(const json::value& value, RecordMode mode, const std::string& path) {
  return described::decode<Message>(value, mode, path);
}

}  // namespace vuoro::protocol
