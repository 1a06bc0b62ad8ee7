// The ward's service worker: shows what it is told, and opens the page that it is about. Nothing else.
self.addEventListener("push", (event) => {
  const told = event.data ? event.data.json() : {};
  const shown = { body: told.body, tag: told.tag, lang: told.lang, data: told.link, requireInteraction: true, vibrate: [400, 200, 400] };
  event.waitUntil(self.registration.showNotification(told.title || "", shown));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const page = new URL(event.notification.data || "/", self.location.origin);
  if (page.origin !== self.location.origin) return;
  event.waitUntil((async () => {
    const open = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
    const there = open.find((one) => new URL(one.url).pathname === page.pathname);
    await (there ? there.focus() : self.clients.openWindow(page.href));
  })());
});
