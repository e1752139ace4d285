// What a lobby of the tests has from the beginning.
#include <fmt/format.h>

#include "tests/support/fake_authority.h"

namespace vuoro::test {

FakeLobby furnish(FakeAuthority& authority, WallTime now, int slots, const std::string& time_zone) {
  FakeLobby lobby;
  Site site;
  site.time_zone = time_zone;
  site.id = lobby.site_id = Uuid::from_name("test:site");
  site.name = {{"fi", "Testipiste"}, {"en", "Test point"}};
  site.languages = {"fi", "sv", "en"};
  site.jobs = {Job::ticket, Job::appointment, Job::guidance, Job::feedback};
  site.follow_url = "https://localhost/t/";
  authority.put(site);
  for (const bool first : {true, false}) {
    Queue queue;
    queue.id = Uuid::from_name(first ? "test:queue:a" : "test:queue:b");
    queue.site_id = site.id;
    queue.name = {{"fi", first ? "Kela" : "Vero"}};
    queue.prefix = first ? "A" : "B";
    queue.number_first = 101;
    queue.number_last = 400;
    queue.order = first ? 1 : 2;
    authority.put(queue);
    Service service;
    service.id = Uuid::from_name(first ? "test:service:a" : "test:service:b");
    service.name = {{"fi", first ? "Asumistuki" : "Verokortti"},
                    {"en", first ? "Housing allowance" : "Tax card"}};
    service.summary = {{"en", "A service to test with."}};
    service.queue_id = queue.id;
    service.appointment = first;
    authority.put(service);
    (first ? lobby.queue_a : lobby.queue_b) = queue.id;
    (first ? lobby.service_a : lobby.service_b) = service.id;
  }
  for (int i = 0; i < slots; ++i) {
    Slot slot;
    slot.id = Uuid::from_name(fmt::format("test:slot:{}", i));
    slot.site_id = site.id;
    slot.service_id = lobby.service_a;
    slot.start = now + std::chrono::minutes(20 + 30 * i);
    slot.capacity = 2;
    authority.put(slot);
    lobby.slots.push_back(slot.id);
  }
  return lobby;
}

}  // namespace vuoro::test
