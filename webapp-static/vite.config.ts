import { defineConfig } from "vite";
import solid from "vite-plugin-solid";

const node = process.env["PARLEY_URL"] ?? "http://localhost:8080";

/** Builds the web app into dist; in development it forwards the API and the socket to a running node (PARLEY_URL). */
export default defineConfig({
  root: "app",
  logLevel: process.env["PARLEY_VERBOSE"] ? "info" : "warn",
  plugins: [solid()],
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
