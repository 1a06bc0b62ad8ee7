// A person's page: the part that was asked for gets the focus; Escape goes back.
const wanted = document.getElementById(window.location.hash.slice(1));
wanted?.closest("section")?.querySelector("select, textarea, input:not([type=hidden])")?.focus();
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !event.isComposing) document.querySelector("[data-back]")?.click();
});
