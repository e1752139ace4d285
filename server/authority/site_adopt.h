#pragma once
// What the other authority tells becomes part of this server's store.

#include "core/sync/site_protocol.h"
#include "server/authority/context.h"

namespace vuoro::authority {

enum class Adoption {
  whole,    ///< a handover: all of it as it is
  live,     ///< of the one who acts now: what belongs to the lobby; the site's set-up stays ours
  history,  ///< of one who does not act any more: see site_history.h
};

/// Writes what differs from what is there.
template <class Record>
[[nodiscard]] Result<void> put_if_new(Context& context, const Uuid& site_id, const Record& record) {
  const std::string text = json::serialize(encode(record));
  VUORO_ASSIGN(const auto stored, context.tx.record(collection_of<Record>(), record.id));
  if (stored && *stored == text) return {};
  auto revision = context.tx.put_record(scope_of_site(site_id), collection_of<Record>(), record.id, text);
  if (!revision) return fail(revision.error());
  return {};
}

/// What stands here of it. None: nothing, or nothing that can be read, and what the other side has takes its
/// place.
template <class Record>
[[nodiscard]] Result<std::optional<Record>> readable(Context& context, const Uuid& id) {
  auto found = find<Record>(context.tx, id);
  if (found || !is_own_fault(found.error())) return found;
  VUORO_ASSIGN(const auto text,
               context.tx.record(collection_of<Record>(), id));  // the disk's own fault is none of it
  VUORO_TRY(pass_over_fault(context, fail(found.error())));
  return std::optional<Record>();
}

/// What the other program knows more is passed over; a value that this one does not know is never guessed.
/// @return not of this site, or not to be read: invalid_argument
template <class Record>
[[nodiscard]] Result<Record> read_record(const protocol::SiteRecord& change, const Uuid& site_id) {
  VUORO_ASSIGN(auto record, decode<Record>(change.record, RecordMode::newer, change.collection));
  if constexpr (requires { record.site_id; }) {
    if (record.site_id != site_id)
      return fail(Errc::invalid_argument, change.collection + ": another site's");
  }
  if (record.id != change.id) return fail(Errc::invalid_argument, change.collection + ": another id");
  return record;
}

[[nodiscard]] Result<void> adopt(Context& context, const Uuid& site_id, const protocol::SiteNews& news,
                                 Adoption how);

/// After much has changed beside the usual acts: nothing that was remembered of the site is trusted, and
/// every queue is counted.
[[nodiscard]] Result<void> look_anew(Context& context, const Uuid& site_id);

}  // namespace vuoro::authority
