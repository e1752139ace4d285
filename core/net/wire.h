#pragma once
// What moves the bytes of a client's thread.

#include "core/sync/transport.h"

namespace vuoro::net {

/// A transport with a pump. send() and run() belong to one thread; answers come from within run().
class Wire : public sync::Transport {
 public:
  /// Moves bytes and hands out answers until something was handed out, wake() was called, or the time is
  /// over.
  virtual void run(Millis at_most) = 0;
  /// Ends run() early. From any thread; kept until the next run().
  virtual void wake() = 0;
};

}  // namespace vuoro::net
