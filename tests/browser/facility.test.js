// The portal of a facility, as its people do their work: a coordinator ends a stay, asks for a new one, extends it; a billing
// clerk takes a day back, fills in a month, checks and sends it; a manager declares.

import assert from "node:assert/strict";
import { test } from "node:test";

import { demonstration, inEveryForm, isFine, picture } from "./harness.js";

const demo = await demonstration();

/** The number of the first facility whose people sign in. */
const hco = await (async () => {
  const page = await demo.page();
  await page.goto("/aanmelden");
  const found = /zorg-(\d+)/.exec(await page.content());
  return found[1];
})();

const coordinator = `zorg-${hco}`;
const clerk = `factuur-${hco}`;
const manager = `leiding-${hco}`;

const now = new Date();
const day = (date) => date.toLocaleDateString("sv-SE", { timeZone: "Europe/Brussels" });
const hour = (date) => date.toLocaleTimeString("nl-BE", { timeZone: "Europe/Brussels", hour: "2-digit", minute: "2-digit" });
const thisMonth = day(now).slice(0, 7);

inEveryForm("every page of the portal is fine", async (form) => {
  const pages = [
    [coordinator, ["", "/verzekerbaarheid", "/aanvraag", "/dossiers", "/berichten", "/migratie"]],
    [clerk, ["/facturatie", `/facturatie/${thisMonth}`, `/facturatie/${thisMonth}/nakijken`]],
    [manager, ["/verklaring", "/rapporten"]],
  ];
  for (const [account, paths] of pages) {
    const page = await demo.signedIn(account, form);
    for (const path of paths) {
      const answer = await page.goto(`/voorziening${path}`);
      assert.equal(answer.status(), 200, path);
      await isFine(page);
      const name = path.replace(`/${thisMonth}`, "-maand").replaceAll("/", "-");
      await picture(page, `voorziening${name}-${form.size}-${form.language}`);
    }
  }
  const page = await demo.signedIn(coordinator, form);
  await page.goto("/voorziening/dossiers");
  await page.locator("tbody th a").first().click();
  await isFine(page);
  await picture(page, `voorziening-dossier-${form.size}-${form.language}`);
});

inEveryForm("a wrong request names what is wrong beside the field and keeps what was typed", async (form) => {
  const page = await demo.signedIn(coordinator, form);
  await page.goto("/voorziening/aanvraag");
  await page.locator("#insz").fill("85073010058");
  await page.locator("#contactnaam").fill("Team instroom");
  await page.locator('button[value="nakijken"]').click();
  await page.locator("#soort-error").waitFor();
  assert.equal(await page.locator("#insz").inputValue(), "85073010058");
  assert.equal(await page.locator("#soort").getAttribute("aria-invalid"), "true");
  await isFine(page);
  await picture(page, `voorziening-aanvraag-fout-${form.size}-${form.language}`);
});

test("a coordinator ends a stay, asks for a new one and extends it; each shows what will happen first", async () => {
  const page = await demo.signedIn(coordinator);
  assert.equal(new URL(page.url()).pathname, "/voorziening");
  await page.locator("#bewoners tbody th a").first().click();
  const insz = /\d\d\.\d\d\.\d\d-\d\d\d\.\d\d/.exec(await page.locator("main").innerText())[0];
  const dossier = page.url();

  await page.getByRole("link", { name: "Einde melden" }).click();
  const ended = new Date(now.getTime() - 120_000);
  await page.locator("#einddag").fill(day(ended));
  await page.locator("#einduur").fill(hour(ended));
  await page.locator("#reden").selectOption({ index: 1 });
  await page.locator("#bestemming").selectOption({ index: 1 });
  await page.getByRole("button", { name: "Tonen wat er zal gebeuren" }).click();
  await page.getByText("Nagekeken, niet verstuurd").waitFor();
  await isFine(page);
  await picture(page, "voorziening-einde-nakijken");
  await page.goto(dossier);
  assert.match(await page.locator(".decision .word").first().innerText(), /Aanvaard/, "nothing was sent yet");
  await page.getByRole("link", { name: "Einde melden" }).click();
  await page.locator("#einddag").fill(day(ended));
  await page.locator("#einduur").fill(hour(ended));
  await page.locator("#reden").selectOption({ index: 1 });
  await page.locator("#bestemming").selectOption({ index: 1 });
  await page.getByRole("button", { name: "Versturen" }).click();
  await page.getByText("De wijziging is verstuurd").waitFor();
  assert.match(await page.locator(".decision .word").first().innerText(), /Beëindigd/);

  await page.getByRole("link", { name: "Aanvraag", exact: true }).click();
  await page.locator("#insz").fill(insz);
  await page.locator("#soort").selectOption("FOLLOW_UP");
  await page.locator("#statuut").selectOption({ index: 1 });
  await page.locator("#ongeval").selectOption("NONE");
  await page.locator("#herkomst").selectOption({ index: 1 });
  await page.locator("#begindag").fill(day(now));
  await page.locator("#beginuur").fill(hour(now));
  await page.locator("#contactnaam").fill("Team instroom");
  await page.locator("#telefoon").fill("093331234");
  await page.getByRole("button", { name: "Nakijken zonder versturen" }).click();
  await page.getByText("Nagekeken, niet verstuurd").waitFor();
  await picture(page, "voorziening-aanvraag-nagekeken");
  await page.getByRole("button", { name: "Aanvraag versturen" }).click();
  await page.getByText("De aanvraag is verstuurd").waitFor();
  assert.match(await page.locator("main").innerText(), /VSB-\d{4}-\d{4}-\d{2}/);
  await isFine(page);
  await picture(page, "voorziening-aanvraag-aanvaard");

  await page.getByRole("link", { name: "Verlengen", exact: true }).click();
  await page.getByRole("button", { name: "Versturen" }).click();
  await page.getByText("De wijziging is verstuurd").waitFor();
  assert.match(await page.locator(".messages li").first().innerText(), /Verlenging/);
});

test("a billing clerk takes a day back, fills in a month, checks and sends it, in few clicks", async () => {
  const page = await demo.signedIn(clerk);
  let clicks = 0;
  const click = async (locator) => {
    clicks += 1;
    await locator.click();
  };
  await click(page.getByRole("link", { name: "Facturatie" }));
  // A day of a settled sending is taken back in this month.
  await click(page.locator("#zendingen tr", { hasText: "Afgerekend" }).first().getByRole("link"));
  await isFine(page);
  await picture(page, "voorziening-zending");
  await click(page.locator("form details summary").first());
  await click(page.locator('input[name="regel"]').first());
  await click(page.getByRole("button", { name: "Terugnemen" }));
  await page.getByText("worden teruggenomen").waitFor();
  assert.equal(await page.locator('input[name="credit"]').count(), 1);
  // One day is left out, and a cost is added.
  await click(page.locator("label.square").first());
  await page.locator("#kostverblijf").selectOption({ index: 1 });
  await page.locator("#kostdag").fill(`${thisMonth}-01`);
  await page.locator("#kostcode").selectOption({ index: 1 });
  await page.locator("#kostbedrag").fill("12,50");
  await isFine(page);
  await picture(page, "voorziening-maand");
  await click(page.getByRole("button", { name: "Bewaren en nakijken" }).first());
  await page.getByText("Er is nog niets verzonden").waitFor();
  assert.ok((await page.locator(".decision").count()) > 1, "a verdict for each fund");
  await isFine(page);
  await picture(page, "voorziening-maand-nagekeken");
  await click(page.getByRole("button", { name: /Alles verzenden/ }));
  await page.getByText("Verzonden. Volg de zending hieronder.").waitFor();
  assert.ok(clicks <= 30, `${clicks} clicks`);
  const sent = await page.locator("#zendingen tbody tr", { hasText: "Beoordeeld" }).count();
  assert.ok(sent > 1, "a sending for each fund");
  // Whoever goes back finds that all of it is sent.
  const before = await page.locator("#zendingen tbody tr").count();
  await page.goBack();
  await page.getByText("Er is niets te verzenden").waitFor();
  await page.getByRole("link", { name: "Facturatie" }).click();
  assert.equal(await page.locator("#zendingen tbody tr").count(), before);
});

test("two clerks of one month: the second is told, and loses nothing", async () => {
  const [one, two] = [await demo.signedIn(clerk), await demo.signedIn(clerk)];
  // The second facility's month is not sent by the test above; this one has days that were sent, so a cost is added.
  const month = `/voorziening/facturatie/${thisMonth}`;
  for (const page of [one, two]) await page.goto(month);
  for (const [page, amount] of [
    [one, "1,11"],
    [two, "2,22"],
  ]) {
    await page.locator("#kostverblijf").selectOption({ index: 1 });
    await page.locator("#kostdag").fill(`${thisMonth}-01`);
    await page.locator("#kostcode").selectOption({ index: 1 });
    await page.locator("#kostbedrag").fill(amount);
    await page.getByRole("button", { name: "Bewaren", exact: true }).first().click();
  }
  await two.getByRole("alert").waitFor();
  const told = await two.locator("main").innerText();
  assert.match(told, /iemand anders/);
  assert.match(told, /1,11/, "what the other has");
  assert.match(told, /2,22/, "what was filled in");
  await isFine(two);
});

test("the month is filled in and sent by keyboard and without JavaScript", async () => {
  const page = await demo.signedIn(clerk, { script: false });
  await page.goto(`/voorziening/facturatie/${thisMonth}`);
  const button = page.getByRole("button", { name: "Bewaren en nakijken" }).first();
  await button.focus();
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => url.pathname.endsWith("/nakijken"));
});

test("insurance is asked for many at once", async () => {
  const page = await demo.signedIn(coordinator);
  await page.getByRole("link", { name: "Verzekeringsstatus" }).click();
  await page.locator("#insz").fill("85073010058\n85.07.30-100.59");
  await page.getByRole("button", { name: "Opvragen" }).click();
  await page.getByText("Wat te doen").first().waitFor();
  assert.equal(await page.locator("#verzekerbaarheid tbody tr").count(), 2);
  await isFine(page);
  await picture(page, "voorziening-verzekeringsstatus");
});

test("a manager declares", async () => {
  const page = await demo.signedIn(manager);
  await page.getByRole("link", { name: "Circle of Trust" }).click();
  await page.locator("#naam").fill("Katrien Vos");
  await page.locator("#functie").fill("directeur");
  await page.getByRole("button", { name: "Verklaren" }).click();
  await page.getByText("Duid aan dat u dit verklaart").waitFor();
  assert.equal(await page.locator("#functie").inputValue(), "directeur");
  await isFine(page);
  await page.locator('input[name="akkoord"]').check();
  await page.getByRole("button", { name: "Verklaren" }).click();
  await page.getByText("De verklaring is bewaard").waitFor();
  assert.match(await page.locator("#verklaringen").innerText(), /directeur/);
  await picture(page, "voorziening-verklaring");
});

test("a report goes out as a spreadsheet", async () => {
  const page = await demo.signedIn(manager);
  await page.goto("/voorziening/rapporten");
  const download = page.waitForEvent("download");
  await page.locator(".files a", { hasText: "Excel" }).first().click();
  assert.match((await download).suggestedFilename(), /^dagen-.*\.xlsx$/);
});
