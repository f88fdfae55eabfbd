import { defineConfig } from "vite";
import solid from "vite-plugin-solid";

/** Builds the app over a server in memory, for looking at it and for the look tests; it is no part of what is shipped. */
export default defineConfig({
  root: "test/demo",
  publicDir: "../../app/public",
  logLevel: "warn",
  plugins: [solid()],
  server: { port: 5273 },
  build: { outDir: "../../target/demo", emptyOutDir: true, target: "es2022", assetsInlineLimit: 0, modulePreload: { polyfill: false } },
});
