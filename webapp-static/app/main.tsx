import { Parley } from "../client";
import { mount } from "./mount";

mount(new Parley({ url: location.origin }));
if (import.meta.env.PROD) void navigator.serviceWorker?.register("/worker.js").catch(() => undefined);
