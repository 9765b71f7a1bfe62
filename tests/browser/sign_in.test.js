// Signing in and out, as every role does, with and without a second factor, and what becomes of a session that has ended.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, test } from "node:test";

import { demonstration, inEveryForm, isFine, password, picture, signIn } from "./harness.js";

const demo = await demonstration();

inEveryForm("the page to sign in is fine, and its other language is one click away", async (form) => {
  const page = await demo.page(form);
  await page.goto("/kas/dossiers");
  assert.equal(new URL(page.url()).pathname, "/aanmelden", "who is not signed in is led to do so");
  assert.equal(await page.locator("html").getAttribute("lang"), form.language);
  await isFine(page);
  await picture(page, `aanmelden-${form.size}-${form.language}`);
  await page.locator(`a[hreflang="${form.language === "nl" ? "en" : "nl"}"]`).click();
  assert.notEqual(await page.locator("html").getAttribute("lang"), form.language);
  await signIn(page, "dossier-180");
  assert.equal(new URL(page.url()).pathname, "/kas/dossiers", "and comes back");
});

inEveryForm("a wrong password is said, and what was typed is kept", async (form) => {
  const page = await demo.page(form);
  await page.goto("/aanmelden");
  await page.locator("#naam").fill("dossier2-180");
  await page.locator("#wachtwoord").fill("not this one");
  await page.locator("#wachtwoord").press("Enter");
  await page.getByRole("alert").waitFor();
  assert.equal(await page.locator("#naam").inputValue(), "dossier2-180");
  assert.equal(await page.locator("#wachtwoord").inputValue(), "");
  await isFine(page);
  // The count of failures begins anew, so that the next form of this test does not lock the account.
  await signIn(page, "dossier2-180");
});

test("everyone whom the page shows signs in with one button, and sees who they are", async () => {
  const page = await demo.page();
  await page.goto("/aanmelden");
  const people = await page.locator("main table tbody tr").count();
  assert.equal(people, 26, "five of two funds, three of four facilities, four of the agency");
  for (let place = 0; place < people; place += 1) {
    await page.goto("/aanmelden");
    const row = page.locator("main table tbody tr").nth(place);
    const name = await row.getByRole("button").innerText();
    await row.getByRole("button").click();
    if (new URL(page.url()).pathname === "/aanmelden/code") continue;
    await page.locator(".who").waitFor();
    assert.match(await page.locator(".who").innerText(), new RegExp(name));
    await isFine(page);
  }
});

test("a second factor asks for a code, which holds once", async () => {
  const page = await demo.page();
  await page.goto("/aanmelden");
  await page.locator("#naam").fill("teken-280");
  await page.locator("#wachtwoord").fill(password);
  await page.locator("#wachtwoord").press("Enter");
  await page.locator("#code").waitFor();
  await isFine(page);
  await picture(page, "aanmelden-code");
  await page.goto("/kas/dossiers");
  assert.equal(new URL(page.url()).pathname, "/aanmelden", "the password alone opens nothing");
  await signIn(page, "teken-280");
  assert.equal(new URL(page.url()).pathname, "/kas/dossiers");
});

test("signing in works with the keyboard alone and without JavaScript", async () => {
  const page = await demo.page({ script: false });
  await page.goto("/aanmelden");
  for (let count = 0; count < 20; count += 1) {
    await page.keyboard.press("Tab");
    if (await page.locator("#naam").evaluate((field) => field === document.activeElement)) break;
  }
  await page.keyboard.type("betaal-180");
  await page.keyboard.press("Tab");
  await page.keyboard.type(password);
  await page.keyboard.press("Enter");
  await page.locator(".who").waitFor();
  assert.match(await page.locator(".who").innerText(), /betaler/);
});

test("who leaves has left, also by the back button", async () => {
  const page = await demo.signedIn("audit-180");
  await page.goto("/kas/dossiers");
  await page.locator(".account button").click();
  await page.waitForURL("**/aanmelden");
  await page.goBack();
  await page.locator("#naam").waitFor();
  assert.equal(await page.locator(".who").count(), 0, "the page before is not shown again");
});

test("a session that has ended leads back to where one was", async () => {
  const page = await demo.signedIn("dossier-280");
  await page.goto("/kas/dossiers");
  const cookies = await page.context().cookies();
  await page.context().clearCookies({ name: "zorgkas-session" });
  await page.reload();
  assert.equal(new URL(page.url()).pathname, "/aanmelden");
  await signIn(page, "dossier-280");
  assert.equal(new URL(page.url()).pathname, "/kas/dossiers");
  const before = cookies.find((cookie) => cookie.name === "zorgkas-session");
  assert.equal(before.httpOnly && before.sameSite === "Strict", true);
  const again = await page.context().cookies();
  assert.notEqual(again.find((cookie) => cookie.name === "zorgkas-session").value, before.value);
});

test("a form of another site is refused", async () => {
  // The same machine under its other name is another site to a browser.
  const other = createServer((_, response) => {
    response.setHeader("content-type", "text/html");
    response.end(`<form method="post" action="${demo.address}/afmelden"><button>Win</button></form>`);
  });
  await new Promise((resolve) => other.listen(0, "localhost", resolve));
  after(() => other.close());
  const page = await demo.signedIn("dossier-180");
  await page.goto(`http://localhost:${other.address().port}/`);
  const answer = page.waitForResponse(`${demo.address}/afmelden`);
  await page.getByRole("button").click();
  assert.equal((await answer).status(), 403);
  await page.goto("/kas/dossiers");
  await page.locator(".who").waitFor();
});

test("a link of another site leads to the page, for who has signed in", async () => {
  const other = createServer((_, response) => {
    response.setHeader("content-type", "text/html");
    response.end(`<a href="${demo.address}/kas/dossiers">Zorgkas</a>`);
  });
  await new Promise((resolve) => other.listen(0, "localhost", resolve));
  after(() => other.close());
  const page = await demo.signedIn("dossier-180");
  await page.goto(`http://localhost:${other.address().port}/`);
  await page.getByRole("link").click();
  await page.locator(".who").waitFor();
  assert.equal(new URL(page.url()).pathname, "/kas/dossiers");
});
