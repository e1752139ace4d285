#pragma once
// The codec's template, for the files that instantiate it and no others: costly to compile.

#include "core/base/described_json.h"
#include "core/sync/protocol.h"

namespace vuoro::protocol {

// In pages of the feed and in a site server's news: whoever reads or writes either needs it.
BOOST_DESCRIBE_STRUCT(UnreadRecord, (), (collection, id))

template <class Message>
json::value encode(const Message& message) {
  return described::write(message);
}

template <class Message>
Result<Message> decode(const json::value& value, RecordMode mode, const std::string& path) {
  return described::decode<Message>(value, mode, path);
}

}  // namespace vuoro::protocol
