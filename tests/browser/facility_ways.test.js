// The portal by other ways than the mouse: with the keyboard alone, without JavaScript, by a second click and from a page that
// is stale; certificates and what must be done about them; and what the overview tells.

import assert from "node:assert/strict";
import { test } from "node:test";

import { demonstration, inEveryForm, isFine, picture } from "./harness.js";

const demo = await demonstration();

const hco = await (async () => {
  const page = await demo.page();
  await page.goto("/aanmelden");
  return /zorg-(\d+)/.exec(await page.content())[1];
})();

const now = new Date();
const day = (date) => date.toLocaleDateString("sv-SE", { timeZone: "Europe/Brussels" });
const hour = (date) => date.toLocaleTimeString("nl-BE", { timeZone: "Europe/Brussels", hour: "2-digit", minute: "2-digit" });
const thisMonth = day(now).slice(0, 7);

/** Presses Tab until what a selector names has the focus, as somebody without a mouse does. */
async function tabTo(page, selector) {
  for (let presses = 0; presses < 100; presses += 1) {
    await page.keyboard.press("Tab");
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector)) {
      const outline = await page.evaluate(() => {
        const active = document.activeElement;
        const shown = (element) => getComputedStyle(element).outlineStyle !== "none";
        return shown(active) || (active.closest("label") !== null && shown(active.closest("label")));
      });
      assert.ok(outline, `the focus is seen on ${selector}`);
      return;
    }
  }
  assert.fail(`${selector} is not reached with Tab`);
}

/** Types in a field that was reached with Tab, in the place of what stands there. */
async function typeIn(page, selector, text) {
  await tabTo(page, selector);
  await page.keyboard.press("Control+a");
  await page.keyboard.type(text);
}

/** Fills in a day, part by part, in the order in which the browser of the tests shows them. */
async function typeDay(page, selector, iso) {
  await tabTo(page, selector);
  const [year, month, ofMonth] = iso.split("-");
  await page.keyboard.type(`${month}${ofMonth}${year}`);
  assert.equal(await page.locator(selector).inputValue(), iso);
}

/** Chooses in a list with the arrows. */
async function chooseIn(page, selector, value) {
  await tabTo(page, selector);
  for (let presses = 0; presses < 40 && (await page.locator(selector).inputValue()) !== value; presses += 1) {
    await page.keyboard.press("ArrowDown");
  }
  assert.equal(await page.locator(selector).inputValue(), value);
}

/** How many residents were taken so far: each test has another one. */
let taken = 0;

/** Opens the dossier of a resident whom no other test has. */
async function another(page) {
  await page.goto("/voorziening");
  await page.locator("#bewoners tbody tr", { hasText: "Verblijft hier" }).nth(taken).locator("th a").click();
  taken += 1;
}

/** Ends the stay of one of the residents, so that it can be asked for again; gives the national number. */
async function freed(page) {
  await another(page);
  const insz = /\d\d\.\d\d\.\d\d-\d\d\d\.\d\d/.exec(await page.locator("main").innerText())[0];
  await page.getByRole("link", { name: "Einde melden" }).click();
  const ended = new Date(now.getTime() - 120_000);
  await page.locator("#einddag").fill(day(ended));
  await page.locator("#einduur").fill(hour(ended));
  await page.locator("#reden").selectOption({ index: 1 });
  await page.locator("#bestemming").selectOption({ index: 1 });
  await page.getByRole("button", { name: "Versturen" }).click();
  await page.waitForURL((url) => url.search.includes("gedaan=wijziging"));
  return insz;
}

/** Fills in a follow-up that begins now, with the mouse or without JavaScript. */
async function fillIn(page, insz) {
  await page.goto("/voorziening/aanvraag");
  await page.locator("#insz").fill(insz);
  await page.locator("#soort").selectOption("FOLLOW_UP");
  await page.locator("#statuut").selectOption({ index: 1 });
  await page.locator("#ongeval").selectOption("NONE");
  await page.locator("#herkomst").selectOption({ index: 1 });
  await page.locator("#begindag").fill(day(now));
  await page.locator("#beginuur").fill(hour(now));
  await page.locator("#contactnaam").fill("Team instroom");
  await page.locator("#telefoon").fill("093331234");
}

test("a request is filled in and sent with the keyboard alone", async () => {
  const page = await demo.signedIn(`zorg-${hco}`);
  const insz = await freed(page);
  await page.goto("/voorziening/aanvraag");
  await typeIn(page, "#insz", insz);
  await chooseIn(page, "#soort", "FOLLOW_UP");
  await chooseIn(page, "#statuut", "VOLUNTARY");
  await chooseIn(page, "#ongeval", "NONE");
  await chooseIn(page, "#herkomst", "41");
  await typeDay(page, "#begindag", day(now));
  await typeIn(page, "#beginuur", hour(now));
  await typeIn(page, "#contactnaam", "Team instroom");
  await typeIn(page, "#telefoon", "093331234");
  await tabTo(page, 'button[value="versturen"]');
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => url.search.includes("gedaan=aanvraag"));
  assert.match(await page.locator(".decision .word").first().innerText(), /Aanvaard/);
});

test("a month is corrected, checked and sent with the keyboard alone", async () => {
  const page = await demo.signedIn(`factuur-${hco}`);
  await page.goto(`/voorziening/facturatie/${thisMonth}`);
  await tabTo(page, 'label.square input[name="uit"]');
  await page.keyboard.press("Space");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Space");
  assert.equal(await page.locator('input[name="uit"]:checked').count(), 2);
  await picture(page, "maand-toetsenbord");
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => url.search.includes("gedaan=bewaard"));
  assert.equal(await page.locator('input[name="uit"]:checked').count(), 2, "Enter in the grid saves");
  // Hundreds of days need not be walked through: a link that is seen when it is reached leads past them.
  await tabTo(page, 'a[href="#costs"]');
  await page.keyboard.press("Enter");
  await chooseIn(page, "#kostverblijf", await page.locator("#kostverblijf option").nth(1).getAttribute("value"));
  await typeDay(page, "#kostdag", `${thisMonth}-01`);
  await chooseIn(page, "#kostcode", await page.locator("#kostcode option").nth(1).getAttribute("value"));
  await typeIn(page, "#kostbedrag", "12,50");
  await tabTo(page, 'button[value="nakijken"]');
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => url.pathname.endsWith("/nakijken"));
  await isFine(page);
  await tabTo(page, 'form button[name="kas"]');
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => url.search.includes("gedaan=verzonden"));
});

test("the main path goes without JavaScript: an end, a request, a month saved, checked and sent", async () => {
  const page = await demo.signedIn(`zorg-${hco}`, { script: false });
  const insz = await freed(page);
  await fillIn(page, insz);
  await page.getByRole("button", { name: "Nakijken zonder versturen" }).click();
  assert.match(await page.locator("main").innerText(), /Nagekeken, niet verstuurd/);
  await page.getByRole("button", { name: "Aanvraag versturen" }).click();
  await page.waitForURL((url) => url.search.includes("gedaan=aanvraag"));

  const clerk = await demo.signedIn(`factuur-${hco}`, { script: false });
  await clerk.goto(`/voorziening/facturatie/${thisMonth}`);
  await clerk.locator('label.square input[name="uit"]:not(:checked)').last().check();
  await clerk.getByRole("button", { name: "Bewaren", exact: true }).first().click();
  await clerk.waitForURL((url) => url.search.includes("gedaan=bewaard"));
  await clerk.getByRole("button", { name: "Bewaren en nakijken" }).first().click();
  await clerk.waitForURL((url) => url.pathname.endsWith("/nakijken"));
  await clerk.locator('form button[name="kas"]').first().click();
  await clerk.waitForURL((url) => url.search.includes("gedaan=verzonden"));
  assert.match(await clerk.locator("main").innerText(), /Beoordeeld|In beraad/);
});

test("a request that is clicked twice is one request; filled in once more it is refused, and what was typed stays", async () => {
  const page = await demo.signedIn(`zorg-${hco}`);
  const insz = await freed(page);
  await page.goto("/voorziening/dossiers");
  const before = await page.locator("#dossiers tbody tr").count();
  await fillIn(page, insz);
  await page.getByRole("button", { name: "Aanvraag versturen" }).dblclick();
  await page.waitForURL((url) => url.search.includes("gedaan=aanvraag"));
  assert.match(await page.locator(".decision .word").first().innerText(), /Aanvaard/);
  assert.equal(await page.locator(".messages > li").count(), 1, "one message");
  await page.goto("/voorziening/dossiers");
  assert.equal(await page.locator("#dossiers tbody tr").count(), before + 1, "one dossier more");
  await fillIn(page, insz);
  await page.getByRole("button", { name: "Aanvraag versturen" }).click();
  await page.getByText("Dit wordt geweigerd").waitFor();
  assert.equal(await page.locator("#telefoon").inputValue(), "093331234", "what was typed is kept");
  await isFine(page);
  await picture(page, "voorziening-aanvraag-dubbel");
});

test("a change from a page that is stale is judged by how the dossier is now", async () => {
  const [one, two] = [await demo.signedIn(`zorg-${hco}`), await demo.signedIn(`zorg-${hco}`)];
  await another(one);
  const dossier = one.url();
  for (const page of [one, two]) {
    await page.goto(dossier);
    await page.getByRole("link", { name: "Einde melden" }).click();
    const ended = new Date(now.getTime() - 120_000);
    await page.locator("#einddag").fill(day(ended));
    await page.locator("#einduur").fill(hour(ended));
    await page.locator("#reden").selectOption({ index: 1 });
    await page.locator("#bestemming").selectOption({ index: 1 });
  }
  await one.getByRole("button", { name: "Versturen" }).click();
  await one.waitForURL((url) => url.search.includes("gedaan=wijziging"));
  await two.getByRole("button", { name: "Versturen" }).click();
  await two.waitForLoadState();
  assert.match(await two.locator("main").innerText(), /Geweigerd/);
  assert.equal(new URL(two.url()).pathname.endsWith("/einde"), true, "the form stands there still");
  await isFine(two);
  await picture(two, "voorziening-einde-achterhaald");
  await two.goto(dossier);
  assert.match(await two.locator(".decision .word").first().innerText(), /Beëindigd/);
});

test("a month that is sent twice from two windows is sent once", async () => {
  const [one, two] = [await demo.signedIn(`factuur-${hco}`), await demo.signedIn(`factuur-${hco}`)];
  for (const page of [one, two]) await page.goto(`/voorziening/facturatie/${thisMonth}/nakijken`);
  const fund = await one.locator('form button[name="kas"]').first().getAttribute("value");
  // The second is told that it was sent before, and is led to the same sending.
  for (const [page, done] of [[one, "verzonden"], [two, "al-verzonden"]]) {
    await page.locator(`form button[name="kas"][value="${fund}"]`).click();
    await page.waitForURL((url) => url.searchParams.get("gedaan") === done);
  }
  assert.equal(new URL(one.url()).pathname, new URL(two.url()).pathname, "the same sending");
});

inEveryForm("certificates say until when they are good and what to do", async (form) => {
  const page = await demo.signedIn(`leiding-${hco}`, form);
  const answer = await page.goto("/voorziening/certificaten");
  assert.equal(answer.status(), 200);
  await isFine(page);
  await picture(page, `voorziening-certificaten-${form.size}-${form.language}`);
  const words =
    form.language === "nl"
      ? ["Vervalt binnenkort", "Vervangen", "Ingetrokken", "In gebruik en geattesteerd", "Vernieuw het vóór"]
      : ["Ends soon", "Replaced", "Revoked", "In use and attested", "Renew it before"];
  const text = await page.locator("main").innerText();
  for (const word of words) assert.ok(text.includes(word), word);
  // The same stands on the overview and among the messages, and leads here.
  for (const path of ["/voorziening", "/voorziening/berichten"]) {
    await page.goto(path);
    await isFine(page);
    await picture(page, `voorziening${path.slice(12).replace("/", "-")}-leiding-${form.size}-${form.language}`);
    await page.locator('main a[href="/voorziening/certificaten"]').first().click();
    assert.equal(new URL(page.url()).pathname, "/voorziening/certificaten");
  }
});

test("somebody who loses affiliation soon is to be done, and shown among all people", async () => {
  const page = await demo.signedIn(`zorg-${hco}`);
  const item = page.locator("#actie tbody tr", { hasText: "Verliest binnenkort de aansluiting" });
  assert.equal(await item.count(), 1);
  assert.match(await item.innerText(), /Administratief/);
  assert.match(await item.innerText(), /opnieuw aansluiten/);
  const name = await item.locator("th a").innerText();
  const row = page.locator("#bewoners tbody tr", { hasText: name });
  assert.match(await row.innerText(), /loopt af op/);
  await page.locator("#bewoners tbody tr", { hasText: "In aanvraag" }).count();
  await picture(page, "voorziening-overzicht-te-doen");
});

test("certificates go out as a spreadsheet", async () => {
  const page = await demo.signedIn(`leiding-${hco}`);
  await page.goto("/voorziening/certificaten");
  const download = page.waitForEvent("download");
  await page.locator(".files a", { hasText: "Excel" }).first().click();
  assert.match((await download).suggestedFilename(), /^certificaten-.*\.xlsx$/);
});
