import { defineConfig } from "vite";

/** Builds the client library as one ES module for programs in Node and other pages, into target/client. */
export default defineConfig({
  logLevel: process.env["PARLEY_VERBOSE"] ? "info" : "warn",
  publicDir: false,
  build: {
    lib: { entry: "client/index.ts", formats: ["es"], fileName: "index" },
    outDir: "target/client",
    emptyOutDir: true,
    target: "es2022",
    minify: false,
    rolldownOptions: { checks: { pluginTimings: false } },
  },
});
