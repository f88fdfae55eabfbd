// The service worker: opens the app without a network. It serves the page from the network while that answers and else from this copy, and files whose
// names tell their content from the copy; it never touches the API, the socket or anything else.
const CACHE = "parley-VERSION";
const FILES = ["FILES"];

addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(FILES)).then(() => skipWaiting()));
});

addEventListener("activate", (event) => {
  const old = async () => (await caches.keys()).filter((name) => name.startsWith("parley-") && name !== CACHE);
  event.waitUntil(old().then((names) => Promise.all(names.map((name) => caches.delete(name)))).then(() => clients.claim()));
});

addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate" && isScreen(pathname)) event.respondWith(page(request));
  else if (pathname.startsWith("/assets/") || FILES.includes(pathname)) event.respondWith(file(request));
});

function isScreen(pathname) {
  return pathname === "/" || pathname === "/login" || pathname === "/signup" || pathname.startsWith("/r/");
}

/** A server that is starting, or a gateway without a node behind it, is as good as no network. */
async function page(request) {
  const kept = () => caches.match("/", { cacheName: CACHE });
  try {
    const answer = await fetch(request);
    return answer.status >= 500 ? (await kept()) ?? answer : answer;
  } catch (error) {
    const copy = await kept();
    if (copy) return copy;
    throw error;
  }
}

async function file(request) {
  const copy = await caches.match(request, { cacheName: CACHE });
  if (copy) return copy;
  const answer = await fetch(request);
  if (answer.ok) (await caches.open(CACHE)).put(request, answer.clone());
  return answer;
}
