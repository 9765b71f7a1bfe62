// The auditor of a fund sees who looked at whom, and walks from a look to the person's other looks and to the dossier.

import assert from "node:assert/strict";

import { demonstration, inEveryForm, isFine, open, picture } from "./harness.js";

const demo = await demonstration();

inEveryForm("an auditor sees that a case worker looked at a dossier", async (form) => {
  const worker = await demo.signedIn("dossier-180", form);
  await worker.goto("/kas/dossiers");
  await open(worker, await worker.locator("table.list tbody a").first().getAttribute("href"));
  const title = await worker.locator("h1").innerText();
  await isFine(worker);

  const auditor = await demo.signedIn("audit-180", form);
  await auditor.locator("nav.places a[href='/kas/inzage']").click();
  await isFine(auditor);
  await picture(auditor, `inzage-${form.size}-${form.language}`);
  const first = auditor.locator("table.list tbody tr").first();
  assert.match(await first.innerText(), /dossier-180/);
  const person = first.getByRole("link", { name: title });
  await person.click();
  assert.match(auditor.url(), /zoals=\d+$/);
  await isFine(auditor);
  const names = await auditor.locator("table.list tbody a[href*='zoals=']").allInnerTexts();
  assert.ok(names.length > 0 && names.every((name) => name === title), "the looks at one person alone");
  await auditor.locator("table.list tbody a[href^='/kas/dossiers/']").first().click();
  assert.equal(await auditor.locator("h1").innerText(), title);
});
