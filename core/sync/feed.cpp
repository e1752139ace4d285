#include "core/sync/feed.h"

#include <fmt/format.h>

#include "core/sync/answers.h"

namespace vuoro::sync {

FeedFollower::FeedFollower(Link& link, FeedStore& store, std::string scope, MonoTime first)
    : link_(link), store_(store), scope_(std::move(scope)), lane_(link, first) {}

Result<void> FeedFollower::start() {
  VUORO_ASSIGN(revision_, store_.revision(scope_));
  staging_ = revision_ == 0;
  staging_begun_ = false;
  staged_revision_ = 0;
  ++starts_;
  // A new picture is asked about at once, so that it is known early whether it is current.
  wait_ = false;
  return {};
}

void FeedFollower::resync() {
  staging_ = true;
  staging_begun_ = false;
  wait_ = false;
}

Result<void> FeedFollower::step() {
  if (!lane_.ready()) return {};
  if (staging_ && !staging_begun_) {
    if (auto begun = store_.begin_staging(scope_); !begun) {
      lane_.rest_until(link_.clock().mono() + k_store_error_rest);
      return begun;
    }
    staging_begun_ = true;
    staged_revision_ = 0;
  }
  // After a failure the first request is answered at once: it shows that the authority is back.
  waited_ = wait_ && link_.online();
  const std::int64_t since = staging_ ? staged_revision_ : revision_;
  Request request;
  request.target = fmt::format("/api/v1/changes?scope={}&since={}&wait={}{}", scope_, since,
                               waited_ ? k_feed_wait.count() : 0, staging_ && since > 0 ? "&snapshot=1" : "");
  request.timeout = waited_ ? k_feed_timeout : k_request_timeout;
  lane_.send(std::move(request), [this, start = starts_](const Response& response, MonoTime sent) {
    // What is asked before a database is mended belongs to the one that was set aside.
    return start == starts_ ? take_answer(response, sent) : true;
  });
  return {};
}

bool FeedFollower::take_answer(const Response& response, MonoTime sent) {
  if (response.status == 410) {
    // Once more while loading: the snapshot itself grew too old.
    const bool again = staging_;
    resync();
    return !again;
  }
  wait_ = false;
  if (response.status != 200) return false;
  const auto page = decode_answer<protocol::ChangesPage>(response);
  const std::int64_t asked = staging_ ? staged_revision_ : revision_;
  if (!page || page->scope != scope_ || page->since != asked) return false;
  // Of one that waited nobody knows when it left; that a clock was set shows all the same.
  if (!waited_ || link_.server_clock().contradicted_by(sent, link_.clock().mono(), page->server_time))
    link_.note_server_time(sent, page->server_time);
  // An authority with too many who wait answers at once. Asking again at once would make that worse.
  if (waited_ && page->changes.empty() && link_.clock().mono() < sent + k_feed_wait_least)
    lane_.rest_until(link_.clock().mono() + patience(link_.random(), k_feed_early_rest));
  if (page->revision < asked) {
    // The authority stands before us (restored from a backup): what we have is of another history.
    resync();
    return true;
  }
  if (page->more && page->revision == asked) return false;  // would turn on the spot
  return take_page(*page);
}

bool FeedFollower::take_page(const protocol::ChangesPage& page) {
  const bool staging = staging_;
  if (auto kept = staging ? stage(page) : store_.apply(page); !kept) {
    if (on_store_error) on_store_error(kept.error());
    return false;
  }
  if (!staging) revision_ = page.revision;
  wait_ = !page.more;
  if (!page.more) current_at_ = page.server_time;
  if (!staging && on_applied) on_applied(page);
  if (staging && !staging_ && on_switched) on_switched();
  return true;
}

Result<void> FeedFollower::stage(const protocol::ChangesPage& page) {
  VUORO_TRY(store_.stage(page));
  staged_revision_ = page.revision;
  if (page.more) return {};
  VUORO_TRY(store_.switch_to_staged(scope_, page.revision));
  revision_ = page.revision;
  staging_ = false;
  staging_begun_ = false;
  return {};
}

}  // namespace vuoro::sync
