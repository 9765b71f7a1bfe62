// A psychiatric care home: the type of user, the personal share, the zorgbudget and the month with own shares; and a facility
// that has yet to declare the Circle of Trust, which its manager does here. Every page in both languages and sizes.

import assert from "node:assert/strict";
import { test } from "node:test";

import { demonstration, inEveryForm, isFine, picture } from "./harness.js";

const demo = await demonstration();

/** The number of a facility, by a part of its name on the page to sign in. */
const numberOf = await (async () => {
  const page = await demo.page();
  await page.goto("/aanmelden");
  const rows = await page.locator("table.list tbody tr").allInnerTexts();
  return (name) => /zorg-(\d+)/.exec(rows.find((row) => row.includes(name) && row.includes("zorg-")))[1];
})();

const home = numberOf("PVT");
const undeclared = numberOf("De Brug");

const now = new Date();
const day = (date) => date.toLocaleDateString("sv-SE", { timeZone: "Europe/Brussels" });
const hour = (date) => date.toLocaleTimeString("nl-BE", { timeZone: "Europe/Brussels", hour: "2-digit", minute: "2-digit" });
const thisMonth = day(now).slice(0, 7);
/** Cents of an amount as a page writes it. */
const cents = (text) => Number(text.replace(/[^\d,\-−]/g, "").replace("−", "-").replace(",", ""));

inEveryForm("every page of a care home is fine", async (form) => {
  const pages = [
    [`zorg-${home}`, ["", "/aanvraag", "/dossiers"]],
    [`factuur-${home}`, ["/facturatie", `/facturatie/${thisMonth}`, `/facturatie/${thisMonth}/nakijken`]],
    [`leiding-${home}`, ["/certificaten", "/verklaring", "/rapporten"]],
  ];
  for (const [account, paths] of pages) {
    const page = await demo.signedIn(account, form);
    for (const path of paths) {
      const answer = await page.goto(`/voorziening${path}`);
      assert.equal(answer.status(), 200, path);
      await isFine(page);
      const name = path.replace(`/${thisMonth}`, "-maand").replaceAll("/", "-");
      await picture(page, `pvt${name}-${form.size}-${form.language}`);
    }
  }
  const page = await demo.signedIn(`zorg-${home}`, form);
  await page.locator("#bewoners tbody th a").first().click();
  await isFine(page);
  await picture(page, `pvt-dossier-${form.size}-${form.language}`);
});

test("a request of a care home asks for the type of user, and its answer tells share and zorgbudget", async () => {
  const page = await demo.signedIn(`zorg-${home}`);
  assert.match(await page.locator("main").innerText(), /zorgbudget voor zwaar zorgbehoevenden/);
  await page.locator("#bewoners tbody tr", { hasText: "Verblijft hier" }).first().locator("th a").click();
  const facts = await page.locator("main").innerText();
  assert.match(facts, /verstandelijke beperking/);
  assert.match(facts, /Persoonlijk aandeel per dag/);
  assert.match(facts, /17,80|12,45/, "the amount of the person's category");
  assert.match(facts, /opent het recht op het zorgbudget/);
  const insz = /\d\d\.\d\d\.\d\d-\d\d\d\.\d\d/.exec(facts)[0];

  await page.getByRole("link", { name: "Einde melden" }).click();
  const ended = new Date(now.getTime() - 120_000);
  await page.locator("#einddag").fill(day(ended));
  await page.locator("#einduur").fill(hour(ended));
  await page.locator("#reden").selectOption({ index: 1 });
  await page.locator("#bestemming").selectOption({ index: 1 });
  await page.getByRole("button", { name: "Versturen" }).click();
  await page.getByText("De wijziging is verstuurd").waitFor();

  await page.getByRole("link", { name: "Aanvraag", exact: true }).click();
  await page.locator("#insz").fill(insz);
  await page.locator("#soort").selectOption("FOLLOW_UP");
  await page.locator("#statuut").selectOption({ index: 1 });
  await page.locator("#ongeval").selectOption("NONE");
  await page.locator("#herkomst").selectOption({ index: 1 });
  await page.locator("#begindag").fill(day(now));
  await page.locator("#beginuur").fill(hour(now));
  await page.locator("#contactnaam").fill("Team instroom");
  await page.locator("#telefoon").fill("050331234");
  await page.getByRole("button", { name: "Nakijken zonder versturen" }).click();
  await page.locator("#type-error").waitFor();
  assert.equal(await page.locator("#type").getAttribute("aria-invalid"), "true");
  await isFine(page);
  await picture(page, "pvt-aanvraag-zonder-type");
  await page.locator("#type").selectOption("WITH_INTELLECTUAL_DISABILITY");
  await page.getByRole("button", { name: "Aanvraag versturen" }).click();
  await page.getByText("De aanvraag is verstuurd").waitFor();
  const answered = await page.locator("main").innerText();
  assert.match(answered, /Met verstandelijke beperking/);
  assert.match(answered, /Persoonlijk aandeel per dag/);
  assert.match(answered, /opent het recht op het zorgbudget/);
  await isFine(page);
  await picture(page, "voorziening-pvt-aanvaard");
});

test("a month of a care home takes the personal share off each day, and the sending says so", async () => {
  const page = await demo.signedIn(`factuur-${home}`);
  await page.goto(`/voorziening/facturatie/${thisMonth}`);
  const heads = await page.locator("#fondsen thead th").allInnerTexts();
  const share = heads.indexOf("Persoonlijk aandeel");
  assert.ok(share > 0, "a column for the share");
  const row = page.locator("#fondsen tbody tr", { hasText: "CM Zorgkas" });
  const before = await row.locator("th, td").allInnerTexts();
  const [days, taken, total] = [Number(before[2].replace(/\D/g, "")), cents(before[share]), cents(before[share + 3])];
  assert.ok(days > 0 && taken < 0 && total > 0, before.join(" | "));
  assert.ok(-taken >= days * 1245 && -taken <= days * 1780, "a share of one of the two categories for each day");
  await picture(page, "voorziening-pvt-maand");
  await page.getByRole("button", { name: "Bewaren en nakijken" }).first().click();
  await page.getByText("Er is nog niets verzonden").waitFor();
  await page.getByRole("button", { name: "Alleen naar CM Zorgkas" }).click();
  await page.getByText("Verzonden").waitFor();
  const sending = await page.locator("main").innerText();
  assert.match(sending, /Beoordeeld, te ondertekenen/);
  assert.ok([...sending.matchAll(/[\d.]+,\d\d/g)].some((found) => cents(found[0]) === total), "the same total");
  await isFine(page);
  await picture(page, "voorziening-pvt-zending");
});

test("what lacked its share in the month before is named with the person and the day", async () => {
  const page = await demo.signedIn(`factuur-${home}`);
  await page.getByRole("link", { name: "Facturatie" }).click();
  await page.locator("#zendingen tbody tr", { hasText: "Neutrale" }).first().getByRole("link").click();
  assert.match(await page.locator("main").innerText(), /300452/);
  await isFine(page);
  await picture(page, "pvt-zending-zonder-aandeel");
});

inEveryForm("without a declaration everybody is led to it, and only the manager can give it", async (form) => {
  for (const role of ["zorg", "factuur"]) {
    const page = await demo.signedIn(`${role}-${undeclared}`, form);
    assert.equal(new URL(page.url()).pathname, "/voorziening/verklaring");
    for (const path of ["", "/dossiers", `/facturatie/${thisMonth}`, "/rapporten"]) {
      await page.goto(`/voorziening${path}`);
      assert.equal(new URL(page.url()).pathname, "/voorziening/verklaring", path);
    }
    assert.equal(await page.locator("#naam").count(), 0, "no form");
    await isFine(page);
    await picture(page, `zonder-verklaring-${role}-${form.size}-${form.language}`);
  }
  const page = await demo.signedIn(`leiding-${undeclared}`, form);
  assert.equal(new URL(page.url()).pathname, "/voorziening/verklaring");
  assert.equal(await page.locator("#naam").count(), 1);
  await isFine(page);
  await picture(page, `zonder-verklaring-leiding-${form.size}-${form.language}`);
});

test("the manager declares, and the coordinator can work from that moment on", async () => {
  const coordinator = await demo.signedIn(`zorg-${undeclared}`);
  const page = await demo.signedIn(`leiding-${undeclared}`, { script: false });
  assert.match(await page.locator("main").innerText(), /nog geen geldige verklaring/);
  await page.locator("#naam").fill("Marc Desmedt");
  await page.locator("#functie").fill("algemeen directeur");
  await page.getByRole("button", { name: "Verklaren" }).click();
  assert.match(await page.locator("main").innerText(), /Duid aan dat u dit verklaart/);
  await page.locator('input[name="akkoord"]').check();
  await page.getByRole("button", { name: "Verklaren" }).click();
  await page.waitForURL((url) => url.search.includes("gedaan=verklaring"));
  assert.match(await page.locator("main").innerText(), /Er is een geldige verklaring/);
  assert.match(await page.locator("#verklaringen").innerText(), /Marc Desmedt/);
  await page.goto("/voorziening");
  assert.equal(new URL(page.url()).pathname, "/voorziening");
  assert.match(await page.locator("main").innerText(), /0 bewoners op 14 erkende plaatsen/);

  await coordinator.goto("/voorziening/aanvraag");
  assert.equal(await coordinator.locator("#insz").count(), 1, "a form");
  await coordinator.goto("/voorziening");
  await isFine(coordinator);
  await picture(coordinator, "voorziening-pas-verklaard");
});
