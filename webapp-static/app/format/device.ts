const BROWSERS = [["Edg/", "Edge"], ["OPR/", "Opera"], ["Firefox/", "Firefox"], ["FxiOS/", "Firefox"], ["CriOS/", "Chrome"], ["Chrome/", "Chrome"], ["Safari/", "Safari"]] as const;
const SYSTEMS = [["iPhone", "iPhone"], ["iPad", "iPad"], ["Android", "Android"], ["CrOS", "ChromeOS"], ["Windows", "Windows"], ["Mac OS X", "macOS"], ["Linux", "Linux"]] as const;

/** A browser's own long name as people say it: "Firefox · Linux"; what is not a browser keeps its name. */
export function deviceName(agent: string): string {
  if (!agent.startsWith("Mozilla/")) return agent;
  const found = [BROWSERS, SYSTEMS].flatMap((list) => list.find(([sign]) => agent.includes(sign))?.[1] ?? []);
  return found.length ? found.join(" · ") : agent;
}
