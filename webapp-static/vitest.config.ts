import { defineConfig } from "vitest/config";
import solid from "vite-plugin-solid";

const client = new URL("./client/index.ts", import.meta.url).pathname;

/** The library is tested as it runs in Node, the app with Solid's browser build. */
export default defineConfig({
  test: {
    reporters: [["default", { summary: false }]],
    projects: [
      {
        resolve: { alias: { "@parley/webapp/client": client } },
        test: { name: "client", include: ["test/client/**/*.test.ts"], environment: "node" },
      },
      {
        plugins: [solid()],
        test: { name: "app", include: ["test/**/*.test.{ts,tsx}"], exclude: ["test/client/**"], environment: "node" },
      },
    ],
  },
});
