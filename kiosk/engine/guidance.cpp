#include "kiosk/engine/guidance.h"

#include <algorithm>
#include <set>

#include "core/lobby/record_codec.h"

namespace vuoro::kiosk {
namespace {

constexpr std::string_view k_revision_key = "guidance_revision";

void add_words(LocalizedWords& words, const LocalizedText& text) {
  for (const auto& [language, value] : text) words[language].push_back(value);
}

/// The names around a service, by which people also look for it.
LocalizedWords related_words(const ContentView& content, const Service& service) {
  LocalizedWords words;
  if (service.organization_id) {
    if (const auto found = content.organizations.find(*service.organization_id);
        found != content.organizations.end()) {
      add_words(words, found->second.name);
      add_words(words, found->second.short_name);
    }
  }
  for (const auto& id : service.channel_ids) {
    if (const auto found = content.channels.find(id); found != content.channels.end())
      add_words(words, found->second.name);
  }
  return words;
}

}  // namespace

Result<void> Guidance::mark(std::int64_t revision) {
  return store_.set_meta(k_revision_key, std::to_string(revision));
}

Result<void> Guidance::refresh(const LobbyPicture& picture) {
  index_.reset();
  VUORO_ASSIGN(auto index, content::GuidanceIndex::open(store_.database(), forms_));
  VUORO_ASSIGN(const auto revision, store_.revision(protocol::k_global_scope));
  VUORO_ASSIGN(const auto marked, store_.meta(k_revision_key));
  if (index.stale() || marked != std::to_string(revision)) {
    VUORO_ASSIGN(auto transaction, sqlite::Transaction::begin(store_.database()));
    VUORO_TRY(index.clear());
    for (const auto& [id, service] : picture.content().services) {
      VUORO_TRY(index.put(service, related_words(picture.content(), service)));
    }
    VUORO_TRY(mark(revision));
    VUORO_TRY(transaction.commit());
  }
  index_ = std::move(index);
  return {};
}

Result<void> Guidance::follow(const LobbyPicture& picture, const protocol::ChangesPage& page) {
  if (!index_) return refresh(picture);
  std::set<Uuid> services;
  std::set<Uuid> around;
  for (const auto& change : page.changes) {
    if (change.collection == collection_of<Service>()) services.insert(change.id);
    if (change.collection == collection_of<Organization>() ||
        change.collection == collection_of<ServiceChannel>()) {
      around.insert(change.id);
    }
  }
  const auto& content = picture.content();
  for (const auto& [id, service] : content.services) {
    if (around.empty()) break;
    const bool touched = (service.organization_id && around.contains(*service.organization_id)) ||
                         std::any_of(service.channel_ids.begin(), service.channel_ids.end(),
                                     [&](const Uuid& channel) { return around.contains(channel); });
    if (touched) services.insert(id);
  }
  VUORO_ASSIGN(auto transaction, sqlite::Transaction::begin(store_.database()));
  for (const auto& id : services) {
    const auto found = content.services.find(id);
    if (found == content.services.end()) {
      VUORO_TRY(index_->remove(id));
    } else {
      VUORO_TRY(index_->put(found->second, related_words(content, found->second)));
    }
  }
  VUORO_TRY(mark(page.revision));
  return transaction.commit();
}

Result<std::vector<Found>> Guidance::search(const std::string& text, const std::string& language) const {
  if (!index_) return fail(Errc::unavailable, "there is no search index");
  VUORO_ASSIGN(const auto hits, index_->search(text, language));
  std::vector<Found> found;
  found.reserve(hits.size());
  for (const auto& hit : hits) found.push_back({hit.service_id, hit.score});
  return found;
}

}  // namespace vuoro::kiosk
