// What a test takes for granted about the order of two answers shows when one of them is held back, by hand:
// VUORO_LATE=acts holds the answers of acts, so that the feed is ahead of them; VUORO_LATE=changes holds the feed.
const heldMs = 400;
const held = {
  acts: { path: /\/api\/v1\/(commands|login|staff)/, method: "POST" },
  changes: { path: /\/api\/v1\/changes/, method: "GET" },
}[process.env.VUORO_LATE];

export async function holdBack(context) {
  if (!held) return;
  await context.route(held.path, async (route) => {
    if (route.request().method() !== held.method) return route.continue();
    try {
      const response = await route.fetch({ timeout: 60_000 });
      await new Promise((done) => setTimeout(done, heldMs));
      await route.fulfill({ response });
    } catch {
      // The server is gone, or the page is.
      await route.abort().catch(() => {});
    }
  });
}
