import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";

export interface Person { readonly name: string; readonly page: Page; readonly context: BrowserContext; readonly errors: string[] }
export function launch(): Promise<Browser>;
export function person(browser: Browser, url: string, name: string, look?: BrowserContextOptions): Promise<Person>;
export function signUp(who: Person, username: string): Promise<void>;
export function violations(page: Page): Promise<string[]>;
