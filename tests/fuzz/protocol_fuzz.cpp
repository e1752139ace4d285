// Event batches, lease requests and commands as they come from outside, into the rules over an in-memory
// store.

#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "core/base/log.h"
#include "server/authority/commands.h"
#include "server/authority/event_intake.h"
#include "server/authority/leases.h"
#include "tests/unit/server_world.h"

using namespace vuoro;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const bool quiet = [] {
    log::start("fuzz", log::Level::error);
    return true;
  }();
  (void)quiet;
  const auto body = parse_json({reinterpret_cast<const char*>(data), size});
  if (!body) return 0;
  static test::ServerWorld world;
  const auto done = world.act<void>([&](authority::Context& context) -> Result<void> {
    VUORO_ASSIGN(const auto device, authority::living_device(context.tx, world.device));
    (void)context.tx.nested([&]() -> Result<void> {
      VUORO_TRY(authority::take_events(context, device, *body));
      return {};
    });
    (void)context.tx.nested([&]() -> Result<void> {
      VUORO_ASSIGN(const auto request, protocol::decode<protocol::LeaseRequest>(*body, RecordMode::strict));
      VUORO_TRY(authority::grant_leases(context, device, request));
      return {};
    });
    VUORO_ASSIGN(const auto staff, context.tx.staff(world.supervisor));
    (void)context.tx.nested([&]() -> Result<void> {
      VUORO_TRY(authority::run_command(context, *staff, *body));
      return {};
    });
    // Whatever it was, nothing of it stays: each input meets the same world.
    return fail(Errc::cancelled, "undone");
  });
  if (done.error().code != Errc::cancelled) std::abort();
  return 0;
}
