import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { defineConfig, type Plugin } from "vite";
import solid from "vite-plugin-solid";

const node = process.env["SERVER_URL"] ?? "http://localhost:8080";

/** Tells the service worker which files to keep: all of the build but the fonts of other scripts, the emoji data and what the page never asks for itself. */
function worker(): Plugin {
  return {
    name: "parley-worker",
    apply: "build",
    generateBundle(_, bundle) {
      const names = Object.keys(bundle).filter((name) => /\.(js|css)$|inter-latin-wght/.test(name)).sort();
      const files = ["/", "/theme.js", "/icon.svg", "/manifest.webmanifest", ...names.map((name) => `/${name}`)];
      const hash = createHash("sha256").update(files.join());
      for (const name of ["index.html", "public/theme.js", "public/icon.svg", "public/manifest.webmanifest"]) hash.update(readFileSync(`app/${name}`));
      const source = readFileSync("app/worker.js", "utf8").replace("VERSION", hash.digest("hex").slice(0, 12)).replace('["FILES"]', JSON.stringify(files));
      this.emitFile({ type: "asset", fileName: "worker.js", source });
    },
  };
}

/** Builds the web app into dist; in development it forwards the API and the socket to a running node (SERVER_URL). */
export default defineConfig({
  root: "app",
  logLevel: process.env["PARLEY_VERBOSE"] ? "info" : "warn",
  plugins: [solid(), worker()],
  server: {
    port: 5173,
    proxy: {
      "/api": { target: node, changeOrigin: true, headers: { origin: node } },
      "/eventbus": { target: node, ws: true, changeOrigin: true, headers: { origin: node } },
    },
  },
  build: {
    outDir: "../dist",
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { checks: { pluginTimings: false } },
  },
});
