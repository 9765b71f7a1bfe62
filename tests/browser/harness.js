// What every test of the screens stands on: a demonstration of its own, a browser, people who sign in, and what must hold
// on each page.
//
// A file of tests says `const demo = await demonstration()` once and uses `inEveryForm` for what must hold on a wide screen and
// on a phone, in Dutch and in English. Each file has its own demonstration, so that what one does is not in another's way.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createServer } from "node:net";
import { createInterface } from "node:readline";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";

import axe from "axe-core";
import { chromium } from "playwright-core";

const repository = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
/** The program that is tried: the debug build. */
export const program = process.env.ZORGKAS_PROGRAM ?? join(repository, "target", "debug", "zorgkas");
const browserProgram = process.env.ZORGKAS_BROWSER ?? "/usr/bin/chromium";

// Debian's browser, without a screen, that asks nobody for anything.
const browserArguments = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** How long anything is waited for, in milliseconds: no page takes seconds, but a machine that also compiles does. */
const patience = 30_000;

/** The password of everyone in a demonstration. */
export const password = "demonstratie";

/** The sizes in which a page must be fine. */
export const sizes = {
  desktop: { width: 1280, height: 900 },
  phone: { width: 375, height: 812 },
};

/**
 * Starts a demonstration on a fresh store and a free port, and a browser; both end with the file of tests.
 * @param {{ day?: string }} options `day` (yyyy-MM-dd): the month before it is played; today when it is left out.
 */
export async function demonstration({ day } = {}) {
  const folder = mkdtempSync(join(tmpdir(), "zorgkas-browser-"));
  const words = ["demo", "--port", "0", "--data", join(folder, "demo.db"), ...(day ? ["--day", day] : [])];
  const server = spawn(program, words, { stdio: ["ignore", "pipe", "pipe"] });
  const log = [];
  createInterface({ input: server.stderr }).on("line", (line) => log.push(line));
  const ended = new Promise((resolve) => server.on("close", resolve));
  const address = await Promise.race([
    new Promise((resolve) => {
      createInterface({ input: server.stdout }).on("line", (line) => {
        const found = /^Screens\s+(http:\/\/[^/]+)\//.exec(line);
        if (found) resolve(found[1]);
      });
    }),
    ended.then((code) => Promise.reject(new Error(`the demonstration ended with ${code}: ${log.join("\n")}`))),
  ]);
  after(async () => {
    server.kill();
    await ended;
    rmSync(folder, { recursive: true });
  });
  return browserFor(address, log);
}

/** A browser for the screens at an address; it ends with the file of tests. */
export async function browserFor(address, log) {
  const browser = await chromium.launch({ executablePath: browserProgram, args: browserArguments });
  after(() => browser.close());
  return new Screens(address, browser, log);
}

/** A port that nobody listens at. */
export function freePort() {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

class Screens {
  constructor(address, browser, log) {
    this.address = address;
    this.browser = browser;
    /** The lines of the server's log so far: each is an answer that was no page. */
    this.log = log;
  }

  /**
   * A page of a browser of its own, in which nobody has signed in.
   * @param {{ size?: keyof sizes, language?: "nl" | "en", script?: boolean }} form `script: false`: without JavaScript.
   */
  async page({ size = "desktop", language = "nl", script = true } = {}) {
    const context = await this.browser.newContext({
      baseURL: this.address,
      viewport: sizes[size],
      javaScriptEnabled: script,
      reducedMotion: "reduce",
    });
    context.setDefaultTimeout(patience);
    await context.addCookies([{ name: "zorgkas-lang", value: language, url: this.address }]);
    const page = await context.newPage();
    const faults = [];
    page.on("pageerror", (error) => faults.push(String(error)));
    // What the content security policy stops, and what is not there, stands in the console.
    page.on("console", (message) => {
      // Pages of others (an identity provider's) are theirs.
      if (!page.url().startsWith(this.address)) return;
      const refused = /status of 4\d\d/.test(message.text());
      if (message.type() === "error" && !refused) faults.push(message.text());
    });
    page.faults = faults;
    return page;
  }

  /** The same, signed in with an account of the demonstration, at the page where its role begins. */
  async signedIn(account, form = {}) {
    const page = await this.page(form);
    await page.goto("/aanmelden");
    await signIn(page, account);
    return page;
  }
}

/** Fills in the page to sign in; gives the code that the demonstration shows, where one is asked for. */
export async function signIn(page, account) {
  await page.locator("#naam").fill(account);
  await page.locator("#wachtwoord").fill(password);
  await page.locator("#wachtwoord").press("Enter");
  await page.waitForURL((url) => url.pathname !== "/aanmelden");
  if (new URL(page.url()).pathname === "/aanmelden/code") {
    const shown = await page.locator("main").innerText();
    await page.locator("#code").fill(/\b\d{6}\b/.exec(shown)[0]);
    await page.locator("#code").press("Enter");
    await page.waitForURL((url) => !url.pathname.startsWith("/aanmelden"));
  }
}

/** Goes to a file of a person, and says why where that is asked. */
export async function open(page, address) {
  await page.goto(address);
  const asked = page.locator("form.why");
  if ((await asked.count()) === 0) return;
  await page.locator("#waarom-CONTROL").check();
  await asked.locator("button.main").click();
  await page.locator("form.why").waitFor({ state: "detached" });
}

/** Keeps a picture of the whole page, for a handbook, in the folder that ZORGKAS_PICTURES names; without it, none. */
export async function picture(page, name) {
  const folder = process.env.ZORGKAS_PICTURES;
  if (folder) await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}

/** A test for every size and both languages: `body({ size, language })`. */
export function inEveryForm(name, body) {
  for (const size of Object.keys(sizes)) {
    for (const language of ["nl", "en"]) {
      test(`${name} (${size}, ${language})`, () => body({ size, language }));
    }
  }
}

/**
 * What must hold on any page: axe finds nothing, no word is missing, nothing is wider than the screen, nothing of ours failed
 * in the browser, and no national number stands in the address.
 */
export async function isFine(page) {
  await page.evaluate(axe.source);
  const found = await page.evaluate(() =>
    window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }),
  );
  const told = found.violations.map(
    (rule) => `${rule.id}: ${rule.help}: ${rule.nodes.map((node) => node.target.join(" ")).join(", ")}`,
  );
  assert.deepEqual(told, [], `axe on ${page.url()}`);
  const text = await page.locator("body").innerText();
  assert.doesNotMatch(text, /\[[a-z]+(-[a-zA-Z_]+)+\]/, "a word is missing");
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.equal(over, 0, `${page.url()} is ${over} pixels wider than the screen`);
  assert.deepEqual(page.faults, [], `faults in the browser on ${page.url()}`);
  assert.doesNotMatch(page.url(), /\b\d{11}\b/, "a national number in an address");
}
