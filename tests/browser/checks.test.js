// Fields that are checked while they are filled in: said beside the field, taken back when it is mended, and never in the
// way of sending.

import assert from "node:assert/strict";
import { test } from "node:test";

import { demonstration, inEveryForm, isFine, picture } from "./harness.js";

const demo = await demonstration();

/** The coordinator of the first facility whose people sign in. */
const coordinator = await (async () => {
  const page = await demo.page();
  await page.goto("/aanmelden");
  return /zorg-\d+/.exec(await page.content())[0];
})();

/** Fills a field and leaves it; says what stands beside it. */
async function said(page, id, text) {
  await page.locator(`#${id}`).fill(text);
  await page.locator(`#${id}`).blur();
  const beside = page.locator(`#${id}-check`);
  return (await beside.count()) === 0 ? null : beside.innerText();
}

inEveryForm("a request is checked while it is filled in", async (form) => {
  const page = await demo.signedIn(coordinator, form);
  await page.goto("/voorziening/aanvraag");
  const wrong = {
    insz: ["85073003329", "8507300332", "vijf"],
    psychiater: ["73100189000", "731001"],
    beginuur: ["24:00", "halfdrie"],
    email: ["jan", "jan@"],
    einddag: ["2001-01-01"],
  };
  const right = { insz: "85.07.30-033.28", psychiater: "73100188000", beginuur: "9:30", email: "jan@voorbeeld.be" };
  for (const [id, texts] of Object.entries(wrong)) {
    for (const text of texts) assert.ok(await said(page, id, text), `${id} ${text}`);
    const field = page.locator(`#${id}`);
    assert.equal(await field.getAttribute("aria-invalid"), "true", id);
    assert.match(await field.getAttribute("aria-describedby"), new RegExp(`^${id}-check`));
  }
  await isFine(page);
  await picture(page, `voorziening-nakijken-terwijl-men-typt-${form.size}-${form.language}`);
  for (const [id, text] of Object.entries(right)) {
    assert.equal(await said(page, id, text), null, id);
    assert.equal(await page.locator(`#${id}`).getAttribute("aria-invalid"), null, id);
  }
  // An empty field is not called wrong, and a first day that moves mends the last.
  assert.equal(await said(page, "email", ""), null);
  await page.locator("#begindag").fill("2000-01-01");
  assert.equal(await page.locator("#einddag-check").count(), 0);
  await page.context().close();
});

test("what is said to be wrong is sent all the same, and the server judges it", async () => {
  const page = await demo.signedIn("dossier-180");
  await page.goto("/kas");
  assert.ok(await said(page, "wat", "85.07.30-033.29"));
  assert.ok(await said(page, "wat", "VSB-0000-0001-02"));
  for (const text of ["VSB-0000-0001-01", "85.07.30-033.28", "10000001", "De Linde", ""]) {
    assert.equal(await said(page, "wat", text), null, text);
  }
  await said(page, "wat", "85.07.30-033.29");
  await page.getByRole("button", { name: "Zoeken" }).click();
  await page.locator("#wat-error").waitFor();
  await isFine(page);
});

test("a refusal says that it needs a reason before it is pressed", async () => {
  const page = await demo.signedIn("dossier-180");
  await page.goto("/kas/werklijst/volgende");
  await page.locator('button[value="aanvaarden"]').focus();
  assert.equal(await page.locator("#reden-check").count(), 0);
  await page.locator('button[value="weigeren"]').focus();
  assert.match(await page.locator("#reden-check").innerText(), /reden/);
  await isFine(page);
  await picture(page, "kas-weigeren-vraagt-een-reden");
  await page.locator("#reden").fill("Het verslag is niet van een arts.");
  assert.equal(await page.locator("#reden-check").count(), 0);
});
