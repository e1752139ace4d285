// What a suite needs before it begins. When a part fails to start, the others are ended again: a browser that nobody
// closes would keep the run alive until its bound, and hide why it failed.
import { openBrowser } from "./browser.mjs";
import { startServer } from "./server.mjs";

/// @param options  of startServer
/// @return [server, browser]
export async function startTogether(options) {
  const started = await Promise.allSettled([startServer(options), openBrowser()]);
  const failed = started.find((part) => part.status === "rejected");
  if (!failed) return started.map((part) => part.value);
  const [server, browser] = started.map((part) => part.value);
  await browser?.close();
  await server?.stop();
  throw failed.reason;
}
