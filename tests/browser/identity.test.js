// Signing in by an identity provider: `oidc-provider`, which is certified for OpenID Connect, run beside the real `zorgkas
// serve`.

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, test } from "node:test";

import { Provider } from "oidc-provider";

import { browserFor, freePort, isFine, program } from "./harness.js";

/** Who the provider knows, and what it says of them. */
const people = {
  an: { name: "An Peeters", roles: ["kas-180-dossier"] },
  rik: { name: "Rik Segers", roles: ["elsewhere", "agentschap-auditor"] },
  nobody: { name: "No One", roles: ["elsewhere"] },
};

const folder = mkdtempSync(join(tmpdir(), "zorgkas-identity-"));
const store = join(folder, "demo.db");
execFileSync(program, ["demo", "--no-serve", "--data", store]);

const [ours, theirs] = [await freePort(), await freePort()];
const issuer = `http://localhost:${theirs}`;
const provider = new Provider(issuer, {
  clients: [
    {
      client_id: "zorgkas",
      client_secret: "a secret: with/odd=signs",
      redirect_uris: [`http://127.0.0.1:${ours}/aanmelden/dienst/terug`],
    },
  ],
  claims: { openid: ["sub"], profile: ["name", "preferred_username", "roles"] },
  findAccount: (_, id) => ({
    accountId: id,
    claims: () => ({ sub: id, preferred_username: `${id}@kas.example`, ...people[id] }),
  }),
  pkce: { required: () => true },
});
const listener = provider.listen(theirs, "localhost");

writeFileSync(join(folder, "secret"), "a secret: with/odd=signs\n");
writeFileSync(
  join(folder, "identity.toml"),
  `issuer = "${issuer}"
client = "zorgkas"
secret_file = "secret"
shown = "Test"
role_claim = "roles"
[[role]]
value = "kas-180-dossier"
fund = "180"
role = "case-worker"
[[role]]
value = "agentschap-auditor"
agency = true
role = "auditor"
`,
);
const log = [];
const identity = ["--identity", join(folder, "identity.toml")];
const server = spawn(program, ["serve", "--people", `127.0.0.1:${ours}`, ...identity, "--data", store]);
createInterface({ input: server.stderr }).on("line", (line) => log.push(line));
const ended = new Promise((resolve) => server.on("close", resolve));
await Promise.race([
  new Promise((resolve) => server.stdout.once("data", resolve)),
  ended.then((code) => Promise.reject(new Error(`the server ended with ${code}: ${log.join("\n")}`))),
]);
const site = await browserFor(`http://127.0.0.1:${ours}`, log);
after(async () => {
  server.kill();
  await ended;
  listener.close();
  listener.closeAllConnections();
  rmSync(folder, { recursive: true });
});

/** Goes to the provider from a page of ours, signs in there, and agrees to what is asked. */
async function goesThere(page, account) {
  await page.goto("/aanmelden?terug=/kas/dossiers");
  await isFine(page);
  await page.getByRole("link", { name: /Test/ }).click();
  await page.waitForURL(`${issuer}/**`);
  await page.locator("[name=login]").fill(account);
  await page.locator("[name=password]").fill("any");
  await page.locator("[type=submit]").click();
  await page.waitForURL((url) => url.port === String(ours) || url.pathname.startsWith("/interaction/"));
  if (new URL(page.url()).port !== String(ours)) await page.locator("[type=submit]").click();
  await page.waitForURL((url) => url.port === String(ours));
}

test("who has a role at the provider signs in by it, and comes back to where they were", async () => {
  const page = await site.page();
  await goesThere(page, "an");
  await page.locator(".who").waitFor();
  assert.equal(new URL(page.url()).pathname, "/kas/dossiers");
  assert.match(await page.locator(".who").innerText(), /An Peeters.*dossierbeheerder/s);
  await isFine(page);
  const cookies = await page.context().cookies();
  assert.equal(cookies.find((cookie) => cookie.name === "zorgkas-session").sameSite, "Strict");
  assert.equal(cookies.find((cookie) => cookie.name === "zorgkas-identity"), undefined, "what waited is forgotten");
  const listed = execFileSync(program, ["account", "list", "--data", store], { encoding: "utf8" });
  assert.match(listed, /fund 180 CaseWorker an@kas\.example\tAn Peeters\tidentity provider/);
});

test("the first role that means something counts", async () => {
  const page = await site.page();
  await goesThere(page, "rik");
  await page.locator(".who").waitFor();
  assert.match(await page.locator(".who").innerText(), /auditor, agentschap/);
});

test("who has no role here is not signed in, and is told so", async () => {
  const page = await site.page();
  await goesThere(page, "nobody");
  await page.getByRole("alert").waitFor();
  assert.match(await page.getByRole("alert").innerText(), /geen rol/);
  await isFine(page);
  assert.match(log.at(-1), /no role that means anything here/);
});

test("a way that was not begun in this browser ends nowhere", async () => {
  const page = await site.page();
  for (const query of ["", "?code=c&state=s", "?error=access_denied&state=s"]) {
    const answer = await page.goto(`/aanmelden/dienst/terug${query}`);
    assert.equal(answer.status(), 403);
    await page.getByRole("alert").waitFor();
  }
  assert.equal((await page.context().cookies()).some((cookie) => cookie.name === "zorgkas-session"), false);
});
