import { defineConfig } from "vitest/config";
import solid from "vite-plugin-solid";

const client = new URL("./client/index.ts", import.meta.url).pathname;

/** However busy the machine is: no test is about how fast it is. */
const patience = { testTimeout: 60_000, hookTimeout: 60_000, expect: { poll: { timeout: 60_000 } } };

/** The library is tested as it runs in Node, the app with Solid's browser build. */
export default defineConfig({
  test: {
    reporters: [["default", { summary: false }]],
    projects: [
      {
        resolve: { alias: { "@parley/webapp/client": client } },
        test: { ...patience, name: "client", include: ["test/client/**/*.test.ts"], environment: "node" },
      },
      {
        plugins: [solid()],
        test: { ...patience, name: "app", include: ["test/**/*.test.{ts,tsx}"], exclude: ["test/client/**"], environment: "node" },
      },
    ],
  },
});
