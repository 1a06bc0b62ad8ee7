// A table marked data-sums: the parts of each kind against the whole, while they are typed.
// The server checks again; without this nothing is missing but the running sum.
const table = document.querySelector("table[data-sums]");
const number = (input) => {
  const text = input.value.normalize("NFKC").replace(/[,\s]/g, "");
  return text === "" || Number.isNaN(Number(text)) ? null : Number(text);
};
const shown = (value) => Number(value.toFixed(4)).toLocaleString(document.documentElement.lang);

function check() {
  const whole = number(table.querySelector("[data-whole] input"));
  for (const line of document.querySelectorAll("[data-sum]")) {
    const inputs = [...table.querySelectorAll(`[data-part="${line.dataset.sum}"] input`)];
    const parts = inputs.map(number).filter((one) => one !== null);
    line.hidden = parts.length === 0;
    const sum = parts.reduce((a, b) => a + b, 0);
    let said = `${line.dataset.partOf} ${shown(sum)}`;
    if (whole !== null) {
      const left = Number((whole - sum).toFixed(4));
      const words = left === 0 ? line.dataset.fits : left > 0 ? line.dataset.less : line.dataset.more;
      said += ` — ${words}${left === 0 ? "" : ` ${shown(Math.abs(left))}`}`;
    }
    line.querySelector("b").textContent = said;
  }
}

if (table) {
  table.addEventListener("input", check);
  check();
}
