// A facility and its care fund together: a day that was paid is taken back, signed, and invoiced again; a request waits for the
// fund, and its answer arrives. The demonstration has played a month of some time ago, so that months behind it are open.

import assert from "node:assert/strict";
import { test } from "node:test";

import { demonstration, isFine, picture } from "./harness.js";

const now = new Date();
const monthsAgo = (count, day) => new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - count, day)).toISOString();
/** The months behind the one that was played. */
const [first, second] = [4, 3].map((count) => monthsAgo(count, 1).slice(0, 7));

const demo = await demonstration({ day: monthsAgo(4, 15).slice(0, 10) });

const facilities = await (async () => {
  const page = await demo.page();
  await page.goto("/aanmelden");
  return [...new Set([...(await page.content()).matchAll(/zorg-(\d+)/g)].map((found) => found[1]))];
})();

test("a paid day is taken back, signed by the fund, and invoiced again", async () => {
  const clerk = await demo.signedIn(`factuur-${facilities[0]}`);
  await clerk.getByRole("link", { name: "Facturatie" }).click();
  const ofFund = (state) => clerk.locator("#zendingen tr", { hasText: "CM Zorgkas" }).filter({ hasText: state }).first();
  await ofFund("Betaald").getByRole("link").click();
  await clerk.locator("form details summary").first().click();
  const box = clerk.locator('details[open] input[name="regel"]').nth(5);
  const taken = (await box.locator("xpath=..").innerText()).trim();
  await box.check();
  await clerk.locator("#maand").selectOption(first);
  await clerk.getByRole("button", { name: "Terugnemen" }).click();
  assert.match(clerk.url(), new RegExp(`/facturatie/${first}`));
  await clerk.getByRole("button", { name: "Bewaren en nakijken" }).first().click();
  await clerk.getByRole("button", { name: "Alleen naar CM Zorgkas" }).click();
  await clerk.getByText("Verzonden").waitFor();
  const number = /zendingen\/(\d+)/.exec(clerk.url())[1];
  assert.match(await clerk.locator("main").innerText(), /Beoordeeld, te ondertekenen/);

  const signatory = await demo.signedIn("teken-180");
  await signatory.goto(`/kas/zendingen/${number}/ondertekenen`);
  await signatory.getByRole("button", { name: "Ondertekenen" }).click();
  await signatory.waitForURL((url) => !url.pathname.endsWith("/ondertekenen"));

  await clerk.reload();
  assert.match(await clerk.locator("main").innerText(), /Afgerekend/);
  await clerk.goto(`/voorziening/facturatie/${second}`);
  const day = taken.split(" · ")[0];
  const free = clerk.locator("li", { hasText: `${day} · 1 dag` }).getByRole("checkbox");
  await free.check();
  await picture(clerk, "voorziening-vroegere-dagen");
  await clerk.getByRole("button", { name: "Bewaren en nakijken" }).first().click();
  await clerk.getByText("Alles wordt aanvaard").first().waitFor();
  await isFine(clerk);
  await clerk.getByRole("button", { name: "Alleen naar CM Zorgkas" }).click();
  await clerk.getByText("Verzonden").waitFor();
  await clerk.goto(`/voorziening/facturatie/${second}`);
  assert.equal(await clerk.locator("li", { hasText: `${day} · 1 dag` }).count(), 0, "it is invoiced");
});

/** Fills in a request whose medical report was not written by a physician, and sends it. */
async function request(page, insz) {
  const today = now.toLocaleDateString("sv-SE", { timeZone: "Europe/Brussels" });
  await page.goto("/voorziening/aanvraag");
  await page.locator("#insz").fill(insz);
  await page.locator("#soort").selectOption("NEW");
  await page.locator("#statuut").selectOption({ index: 1 });
  await page.locator("#ongeval").selectOption("NONE");
  await page.locator("#herkomst").selectOption({ index: 1 });
  await page.locator("#begindag").fill(today);
  await page.locator("#beginuur").fill("00:01");
  await page.locator("#diagnose").fill("F20.9");
  await page.locator("#psychiater").fill("73100188000");
  await page.locator("#verslagdag").fill(today);
  await page.locator("#contactnaam").fill("Team instroom");
  await page.locator("#telefoon").fill("093331234");
  await page.getByRole("button", { name: "Aanvraag versturen" }).click();
}

test("a request that the fund must look at waits, and the answer arrives", async () => {
  const workers = { CM: "dossier-180", Neutrale: "dossier-280" };
  let worker;
  let page;
  // Somebody of a fund whose people sign in, whose request was refused and who stays nowhere.
  for (const hco of facilities) {
    page = await demo.signedIn(`zorg-${hco}`);
    await page.goto("/voorziening/dossiers?stand=REFUSED");
    const links = await page.locator("#dossiers tbody th a").evaluateAll((all) => all.map((link) => link.href));
    for (const link of links) {
      await page.goto(link);
      const facts = await page.locator("main").innerText();
      const insz = /\d\d\.\d\d\.\d\d-\d\d\d\.\d\d/.exec(facts)?.[0];
      const fund = /\b(CM|Neutrale) [zZ]orgkas/.exec(facts)?.[1];
      if (!insz || !fund) continue;
      await request(page, insz);
      if (/gedaan=aanvraag/.test(page.url())) {
        worker = workers[fund];
        break;
      }
    }
    if (worker) break;
  }
  assert.ok(worker, "a request that is not refused");
  assert.match(await page.locator(".decision .word").first().innerText(), /In beraad/);
  const dossier = new URL(page.url()).pathname;
  await page.goto("/voorziening");
  assert.match(await page.locator("#actie").innerText(), /In beraad bij de zorgkas/);
  await picture(page, "voorziening-overzicht");

  const decides = await demo.signedIn(worker);
  await decides.goto(dossier.replace("/voorziening/", "/kas/"));
  await decides.getByRole("button", { name: "Aanvaarden" }).click();
  await decides.waitForLoadState();
  await page.goto(dossier);
  assert.match(await page.locator(".decision .word").first().innerText(), /Aanvaard/);
  assert.match(await page.locator("main").innerText(), /later beantwoord/);
  await picture(page, "voorziening-antwoord-later");
  await page.getByRole("link", { name: "Berichten" }).click();
  assert.match(await page.locator("#berichten tbody tr").first().innerText(), /Aanvaard/);
  await isFine(page);
});
