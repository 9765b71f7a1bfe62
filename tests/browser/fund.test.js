// The work of a care fund: a case worker clears the worklist, another signs what the first decided, a payer makes an order,
// reads the bank's answer and handles a rejection, an auditor walks from a payment back to the request's bytes.

import assert from "node:assert/strict";
import { test } from "node:test";

import { demonstration, inEveryForm, isFine, open as openFile, picture } from "./harness.js";

const demo = await demonstration();

/** The first link on a page whose address begins so. */
async function linked(page, begin) {
  const links = await page.locator(`main a[href^="${begin}"]`).evaluateAll((all) => all.map((a) => a.getAttribute("href")));
  assert.ok(links.length > 0, `${page.url()} leads to no ${begin}`);
  return links[0];
}

/** The address of the sending of fund 180 that stands so. */
async function sending(page, state) {
  await page.goto(`/kas/zendingen?stand=${state}`);
  return (await linked(page, "/kas/zendingen/")).split("?")[0];
}

/** Goes on with the tab key until something has the focus, and says whether it came there. */
async function tabTo(page, selector, most = 200) {
  const wanted = page.locator(selector).first();
  for (let step = 0; step < most; step += 1) {
    if (await wanted.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  assert.fail(`${selector} is not reached by the keyboard`);
}

inEveryForm("every page of a fund is fine", async (form) => {
  const auditor = await demo.signedIn("audit-180", form);
  const see = async (name, address) => {
    await openFile(auditor, address);
    await isFine(auditor);
    await picture(auditor, `kas-${name}-${form.size}-${form.language}`);
  };
  await see("vandaag", "/kas");
  await see("taken", "/kas/taken");
  await see("werklijst", "/kas/werklijst");
  const dossier = await linked(auditor, "/kas/dossiers/");
  await auditor.goto(dossier);
  await isFine(auditor);
  await picture(auditor, `kas-waarom-${form.size}-${form.language}`);
  await see("dossier-in-beraad", dossier);
  await see("beslissing", `${dossier}/beslissing`);
  await see("journaal", `${dossier}/journaal`);
  await see("persoon", await (async () => { await openFile(auditor, dossier); return linked(auditor, "/kas/personen/"); })());
  await auditor.goto("/kas/dossiers");
  const accepted = await auditor.locator("tr:has(.state.ACCEPTED) a").first().getAttribute("href");
  await see("zendingen", "/kas/zendingen");
  const paid = await sending(auditor, "PAID");
  await see("zending-betaald", paid);
  await see("afrekening", `${paid}/antwoorden/920900`);
  await see("geldspoor", `${paid}/geldspoor`);
  await see("betalingen", "/kas/betalingen");
  await see("opdracht", await linked(auditor, "/kas/betalingen/opdrachten/"));
  await see("instellingen", "/kas/instellingen");
  await see("dossier", accepted);
  const worker = await demo.signedIn("dossier-180", form);
  await worker.goto(dossier);
  await isFine(worker);
  await picture(worker, `kas-beslissen-${form.size}-${form.language}`);
  const open = await worker.goto("/kas/zendingen?stand=IN_REVIEW").then(() => linked(worker, "/kas/zendingen/").catch(() => null));
  if (open) {
    await worker.goto(`${open.split("?")[0]}?lijnen=open`);
    await isFine(worker);
    await picture(worker, `kas-zending-in-beraad-${form.size}-${form.language}`);
  }
  await worker.goto(await linked(await personOf(worker, dossier), "/kas/personen/"));
  await isFine(worker);
  await picture(worker, `kas-persoon-dossierbeheerder-${form.size}-${form.language}`);
  await worker.context().close();
  await auditor.context().close();
});

async function personOf(page, dossier) {
  await openFile(page, dossier);
  return page;
}

test("two people on one item: the second is told before anything is lost", async () => {
  const first = await demo.signedIn("dossier-180");
  const second = await demo.signedIn("dossier2-180");
  await first.goto("/kas/werklijst");
  const dossier = await linked(first, "/kas/dossiers/");
  await second.goto(dossier);
  await second.locator("#reden").fill("Wat ik al typte");
  await first.goto(dossier);
  await first.getByRole("button", { name: "Opnemen" }).click();
  await first.getByRole("status").waitFor();
  await second.getByRole("button", { name: "Weigeren" }).click();
  await second.getByRole("alert").waitFor();
  assert.match(await second.getByRole("alert").innerText(), /dossier-180/);
  await picture(second, "kas-tweede-wordt-gewaarschuwd");
  await first.getByRole("button", { name: "Vrijgeven" }).click();
  await first.getByRole("status").waitFor();
});

test("two people on one sending: the second is told, with what they typed", async () => {
  const first = await demo.signedIn("dossier-180");
  const second = await demo.signedIn("dossier2-180");
  const open = await sending(first, "IN_REVIEW");
  await second.goto(open);
  await second.locator("#reden").fill("Wat ik al typte");
  await first.goto("/kas/werklijst");
  await first.locator("#zendingen-in-beraad").getByRole("button", { name: "Opnemen" }).first().click();
  await first.getByRole("status").waitFor();
  await isFine(first);
  await picture(first, "kas-werklijst-zending-opgenomen");
  await second.getByRole("button", { name: "Weigeren" }).click();
  await second.getByRole("alert").waitFor();
  const text = await second.locator("main").innerText();
  assert.match(text, /dossier-180/);
  assert.match(text, /Wat ik al typte/);
  await isFine(second);
  await picture(second, "kas-zending-tweede-wordt-gewaarschuwd");
  await first.goto(open);
  await first.getByRole("button", { name: "Vrijgeven" }).click();
  await first.getByRole("status").waitFor();
});

test("a case worker clears the worklist by the keyboard alone", async () => {
  const page = await demo.signedIn("dossier-180");
  await page.goto("/kas/werklijst");
  await tabTo(page, 'a[href="/kas/werklijst/volgende"]');
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/kas\/dossiers\//);
  // A refusal without a reason is said beside the field, and nothing is lost.
  await tabTo(page, 'button[value="weigeren"]');
  await page.keyboard.press("Enter");
  await page.locator("#reden-error").waitFor();
  await isFine(page);
  await picture(page, "kas-weigeren-zonder-reden");
  await tabTo(page, "#reden");
  await page.keyboard.type("Het verslag is niet van een arts.");
  await tabTo(page, 'button[value="weigeren"]');
  await page.keyboard.press("Enter");
  await page.waitForURL(/gedaan=geweigerd/);
  assert.match(await page.locator("main").innerText(), /Het verslag is niet van een arts\./);
  await picture(page, "kas-geweigerd");
  await page.goto("/kas/werklijst/volgende");
  await page.waitForURL(/leeg=ja/);
  await isFine(page);
});

test("lines in beraad are decided and another signs, by the keyboard alone and without JavaScript", async () => {
  const worker = await demo.signedIn("dossier-180", { script: false });
  const open = await sending(worker, "IN_REVIEW");
  await worker.goto(`${open}?lijnen=open`);
  await tabTo(worker, "#reden");
  await worker.keyboard.type("De factuur van de fietshersteller ontbreekt.");
  await tabTo(worker, 'button[value="weigeren"]');
  await worker.keyboard.press("Enter");
  await worker.waitForURL(/gedaan=geweigerd/);
  const signatory = await demo.signedIn("teken-180", { script: false });
  await signatory.goto(open);
  await tabTo(signatory, `a[href="${open}/ondertekenen"]`);
  await signatory.keyboard.press("Enter");
  await signatory.waitForURL(/ondertekenen/);
  assert.match(await signatory.locator("main").innerText(), /[0-9a-f]{64}/);
  await tabTo(signatory, "main button.main");
  await signatory.keyboard.press("Enter");
  await signatory.waitForURL(/gedaan=ondertekend/);
  // The back button and a second press: it is signed once, and what holds now is shown.
  await signatory.goBack();
  await signatory.waitForURL((url) => url.pathname === open);
  assert.equal(new URL(signatory.url()).pathname, open);
});

test("a signatory sees what is signed before it is", async () => {
  const page = await demo.signedIn("teken-180");
  const decided = await sending(page, "DECIDED");
  await page.goto(`${decided}/ondertekenen`);
  await isFine(page);
  await picture(page, "kas-ondertekenen");
  await page.getByRole("button", { name: "Ondertekenen" }).click();
  await page.waitForURL(/gedaan=ondertekend/);
  await isFine(page);
  await picture(page, "kas-ondertekend");
});

test("a payer makes an order, reads the bank's answer and handles a rejection", async () => {
  const page = await demo.signedIn("betaal-180");
  await page.goto("/kas/betalingen?welke=teruggestuurd");
  assert.match(await page.locator("main").innerText(), /AC04/);
  await isFine(page);
  await picture(page, "kas-teruggestuurd");
  await page.getByRole("button", { name: "Betaalopdracht maken" }).click();
  await page.waitForURL(/opdrachten\/\d+/);
  await isFine(page);
  await picture(page, "kas-opdracht-gemaakt");
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: /pain\.001/ }).click()]);
  const chunks = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk);
  const file = Buffer.concat(chunks).toString("utf8");
  const order = /<MsgId>([^<]+)</.exec(file)[1];
  const transfers = [...file.matchAll(/<EndToEndId>([^<]+)</g)].map((found) => found[1]);
  const transfer = transfers[0];
  const answer = `<?xml version="1.0"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.03"><CstmrPmtStsRpt>
<OrgnlGrpInfAndSts><OrgnlMsgId>${order}</OrgnlMsgId></OrgnlGrpInfAndSts><OrgnlPmtInfAndSts><TxInfAndSts>
<OrgnlEndToEndId>${transfer}</OrgnlEndToEndId><TxSts>RJCT</TxSts><StsRsnInf><Rsn><Cd>MS03</Cd></Rsn></StsRsnInf>
</TxInfAndSts></OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>`;
  await page.goto("/kas/betalingen");
  const bank = { name: "bank.xml", mimeType: "application/xml", buffer: Buffer.from(answer) };
  await page.locator("#bestand").setInputFiles(bank);
  await page.getByRole("button", { name: "Inlezen" }).click();
  await page.getByRole("status").waitFor();
  assert.match(await page.getByRole("status").innerText(), /1 teruggestuurd/);
  await isFine(page);
  await picture(page, "kas-antwoord-van-de-bank");
  // What is no file of a bank is said beside the field.
  await page.locator("#bestand").setInputFiles({ ...bank, buffer: Buffer.from("geen xml") });
  await page.getByRole("button", { name: "Inlezen" }).click();
  await page.locator("#bestand-error").waitFor();
  await isFine(page);
});

test("an auditor walks from a payment back to the request's bytes", async () => {
  const page = await demo.signedIn("audit-180");
  await page.goto("/kas/betalingen");
  await page.goto(await linked(page, "/kas/betalingen/opdrachten/"));
  await page.goto(await linked(page, "/kas/zendingen/"));
  assert.match(page.url(), /geldspoor/);
  assert.match(await page.getByRole("status").innerText(), /Elke stap klopt/);
  const request = page.locator('main a[href*="/geldspoor/"]').first();
  const [download] = await Promise.all([page.waitForEvent("download"), request.click()]);
  const chunks = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk);
  assert.match(Buffer.concat(chunks).toString("utf8"), /"messageId"/);
});

test("a case worker affiliates, notes a premium and is told what the rules refuse", async () => {
  const page = await demo.signedIn("dossier-180");
  await page.goto("/kas");
  await page.locator("#wat").fill("geen enkele voorziening");
  await page.getByRole("button", { name: "Zoeken" }).click();
  await page.locator("#wat-error").waitFor();
  await isFine(page);
  await page.goto("/kas/dossiers");
  await openFile(page, await linked(page, "/kas/dossiers/"));
  await openFile(page, await linked(page, "/kas/personen/"));
  await page.locator("#jaar").fill(String(new Date().getFullYear()));
  await page.locator("#betaald").fill(`${new Date().getFullYear()}-02-03`);
  await page.locator("#bedrag").fill("veel");
  await page.getByRole("button", { name: "Premie noteren" }).click();
  await page.locator("#bedrag-error").waitFor();
  await isFine(page);
  const number = await page.locator('input[name="insz"]').first().inputValue();
  assert.match(number, /^\d{11}$/);
  await page.goto("/kas");
  // Another case worker comes by the number alone, and is asked why.
  const other = await demo.signedIn("dossier2-180");
  await other.goto("/kas");
  await other.locator("#wat").fill(number);
  await other.getByRole("button", { name: "Zoeken" }).click();
  await other.locator("form.why").waitFor();
  await isFine(other);
  await other.getByRole("button", { name: "Openen" }).click();
  await other.locator("#waarom-error").waitFor();
  await isFine(other);
  await picture(other, "kas-waarom-zonder-keuze");
  await other.locator("#waarom-OTHER").check();
  await other.locator("#toelichting").fill("Vraag van de notaris");
  await other.getByRole("button", { name: "Openen" }).click();
  await other.getByRole("heading", { name: "Verzekeringsstatus" }).waitFor();
  assert.ok(!other.url().includes(number), "a national number in an address");
  await page.locator("#wat").fill(number);
  await page.getByRole("button", { name: "Zoeken" }).click();
  await page.getByRole("heading", { name: "Verzekeringsstatus" }).waitFor();
  assert.ok(!page.url().includes(number), "a national number in an address");
});
