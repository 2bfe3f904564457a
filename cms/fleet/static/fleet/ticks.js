// One tick for all rows of the page; the button can be pressed once something is ticked.
document.querySelectorAll("[data-fleet-ticks]").forEach((form) => {
  const all = form.querySelector("[data-fleet-all]");
  const each = [...form.querySelectorAll("input[name=ma]")];
  const count = form.querySelector("[data-fleet-ticked]");
  const show = () => {
    const ticked = each.filter((one) => one.checked).length;
    all.checked = ticked > 0 && ticked === each.length;
    all.indeterminate = ticked > 0 && ticked < each.length;
    count.textContent = ticked;
    form.querySelectorAll("button[type=submit]").forEach((button) => { button.disabled = ticked === 0; });
  };
  all.addEventListener("change", () => { each.forEach((one) => { one.checked = all.checked; }); show(); });
  each.forEach((one) => one.addEventListener("change", show));
  show();
});
