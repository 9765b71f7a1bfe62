// Fields are checked while they are filled in. Comfort only: nothing is kept from being sent, and whatever is sent is
// judged on the server. A field says in `data-check` by which rule, and in `data-wrong` with which words; the words come
// from the catalogue of the page's language.
"use strict";

/** The digits of a number, however it was written. */
const digitsOf = (text) => text.replace(/\D/g, "");

/** Whether 11 digits are a national number: both centuries, as the server reads it. */
function isNationalNumber(digits) {
  if (!/^\d{11}$/.test(digits)) return false;
  const [first, check] = [Number(digits.slice(0, 9)), Number(digits.slice(9))];
  return [first, 2_000_000_000 + first].some((number) => 97 - (number % 97) === check);
}

/** Whether a reference is one: eight digits, and the remainder of their number by 97 (0 is written 97). */
function isReference(text) {
  const found = /^VSB-(\d{4})-(\d{4})-(\d{2})$/i.exec(text);
  if (!found) return false;
  const rest = Number(found[1] + found[2]) % 97;
  return Number(found[3]) === (rest === 0 ? 97 : rest);
}

/** Whether 11 digits are the federal number of a professional: digits 7 and 8 check the first six. */
function isFederalNumber(digits) {
  if (!/^\d{11}$/.test(digits)) return false;
  const [first, check] = [Number(digits.slice(0, 6)), Number(digits.slice(6, 8))];
  return [97, 89].some((by) => by - (first % by) === check);
}

/** Whether what somebody searches for is wrong in itself: a number that is none. Names are anyone's to type. */
function isSearchable(text) {
  if (/^vsb/i.test(text)) return isReference(text);
  const isNumber = /^[\d .-]+$/.test(text) && digitsOf(text).length === 11;
  return !isNumber || isNationalNumber(digitsOf(text));
}

/** The other field of the same form that a field names. */
const other = (field, name) => field.form?.elements.namedItem(field.dataset[name] ?? "");

/** Whether a value is right, by the name of the rule. An empty field is never wrong by these. */
const rules = {
  insz: (text) => /^[\d .-]+$/.test(text) && isNationalNumber(digitsOf(text)),
  vsb: (text) => isReference(text),
  nihdi: (text) => /^[\d .-]+$/.test(text) && isFederalNumber(digitsOf(text)),
  search: (text) => isSearchable(text),
  amount: (text) => /^€?\s*\d{1,9}([.,]\d{1,2})?$/.test(text) && /[1-9]/.test(text),
  year: (text) => /^(19|20)\d{2}$/.test(text),
  hour: (text) => /^([01]?\d|2[0-3]):[0-5]\d$/.test(text),
  email: (text) => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text),
  line: (text) => /^\d+\.\d+$/.test(text),
  number: (text) => /^\d+$/.test(text),
  month: (text) => /^\d{4}-(0[1-9]|1[0-2])$/.test(text),
  // Days are written so that their texts stand in order.
  after: (text, field) => {
    const first = other(field, "after");
    return !first?.value || text >= first.value;
  },
  from: (text, field) => text >= field.dataset.from,
  // One number on each line.
  numbers: (text) => text.split(/[\n,;]/).every((line) => line.trim() === "" || rules.insz(line.trim())),
  // Only the button that it names asks for it.
  needed: () => true,
};

function isWrong(field) {
  const text = field.value.trim();
  const rule = rules[field.dataset.check];
  return text !== "" && rule !== undefined && !rule(text, field);
}

/** Says beside a field that it is wrong, or takes that back. */
function show(field, wrong) {
  const id = `${field.id}-check`;
  const said = document.getElementById(id);
  if (wrong === (said !== null)) return;
  const ids = (field.getAttribute("aria-describedby") ?? "").split(" ").filter((known) => known && known !== id);
  if (wrong) {
    const error = document.createElement("p");
    Object.assign(error, { id, className: "error", textContent: field.dataset.wrong });
    error.setAttribute("role", "status");
    field.before(error);
    ids.unshift(id);
    field.setAttribute("aria-invalid", "true");
  } else {
    said.remove();
    // What the server said of it stays until it is sent again.
    if (!document.getElementById(`${field.id}-error`)) field.removeAttribute("aria-invalid");
  }
  field.closest(".field")?.classList.toggle("wrong", field.hasAttribute("aria-invalid"));
  if (ids.length > 0) field.setAttribute("aria-describedby", ids.join(" "));
  else field.removeAttribute("aria-describedby");
}

const isChecked = (element) => element?.matches?.("[data-check]");

// What is said moves what stands below it: never between pressing a button and letting it go, or the press would miss.
let isPressed = false;
const waiting = [];
const later = (work) => (isPressed ? waiting.push(work) : work());
document.addEventListener("pointerdown", () => (isPressed = true), true);
for (const kind of ["pointerup", "pointercancel"]) {
  document.addEventListener(
    kind,
    () =>
      setTimeout(() => {
        isPressed = false;
        for (const work of waiting.splice(0)) work();
      }),
    true,
  );
}

// Nobody is told that a number is wrong while they are still typing it for the first time.
document.addEventListener("focusout", (event) => {
  const field = event.target;
  if (isChecked(field)) later(() => show(field, isWrong(field)));
});

// Once it is said, it goes away as soon as it is mended.
document.addEventListener("input", (event) => {
  const field = event.target;
  if (isChecked(field) && document.getElementById(`${field.id}-check`)) show(field, isWrong(field));
  for (const last of field.form?.querySelectorAll('[data-check="after"]') ?? []) {
    if (last.dataset.after === field.name && last.value) show(last, isWrong(last));
  }
});

// A button that needs a field says so when one comes to it by the keyboard, before it is pressed.
document.addEventListener("focusin", (event) => {
  const button = event.target;
  if (!button.form || !button.matches("button[value]:focus-visible")) return;
  for (const field of button.form.querySelectorAll('[data-check="needed"]')) {
    if (field.dataset.by === button.value) show(field, field.value.trim() === "");
  }
});
